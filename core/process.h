/*
 * process.h - what every program that holds a secret does first.
 */
#ifndef TOCSIN_PROCESS_H
#define TOCSIN_PROCESS_H

/*
 * process_guard(): no core dump and no debugger of the same user may read
 * this process's memory.  Fatal where that can't be had.
 */
void process_guard(void);

#endif
