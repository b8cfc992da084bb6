/*
 * db_files.h - the part of suite_db about whole files.
 */
#ifndef TOCSIN_TESTS_DB_FILES_H
#define TOCSIN_TESTS_DB_FILES_H

#include <check.h>

TCase *db_files_case(void); /* db_files.c */

#endif
