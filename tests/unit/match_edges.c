/*
 * match_edges.c - the edges of the window, and what must not move them.
 */
#include "tests/unit/match_kit.h"
TCase *
match_edges_case(void)
{
	return tcase_create("edges");
}
