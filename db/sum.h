/*
 * sum.h - sums that tell whether a row is still what was written.
 *
 * SQLite checks the shape of its pages and not what stands in them: most bits
 * that a disk turns go unnoticed.  Not a defence against whoever writes to the
 * file: that one can compute the sum as well.
 */
#ifndef TOCSIN_DB_SUM_H
#define TOCSIN_DB_SUM_H

#include <stddef.h>
#include <stdint.h>

/*
 * sum_row(columns, n, text): 64 bits of BLAKE2b over n numbers, as they lie in
 * memory, and a text.  Pure.
 */
int64_t sum_row(const int64_t *columns, size_t n, const char *text);

#endif
