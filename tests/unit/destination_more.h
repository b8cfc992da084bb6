/*
 * destination_more.h - the other file of the suite of destinations.
 */
#ifndef TOCSIN_TESTS_DESTINATION_MORE_H
#define TOCSIN_TESTS_DESTINATION_MORE_H

#include <check.h>

TCase *destination_more_case(void);

#endif
