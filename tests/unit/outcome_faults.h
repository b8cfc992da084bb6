/*
 * outcome_faults.h - a part of the suite "outcome".
 */
#ifndef TOCSIN_OUTCOME_FAULTS_H
#define TOCSIN_OUTCOME_FAULTS_H

#include <check.h>

TCase *outcome_fault_case(void);

#endif
