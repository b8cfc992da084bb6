#!/bin/sh
# What compiler and linker were told, read from the programs themselves: a flag
# in the Makefile that a later one undoes protects nothing.
#
#   HARD=FLAGS HARD_LD=FLAGS tests/lint/binaries.sh PROGRAM...
#
# -z nodlopen leaves no mark in a program: ld notes it (NOOPEN) in libraries
# alone, and glibc opens no program as a library anyway.
#
# First a small program is built without one protection after the other; each
# time it must be found.
set -u
cd "$(dirname "$0")/../.."
: "${HARD:?the flags of the compiler}" "${HARD_LD:?the flags of the linker}"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Of the compiler, to be found in what it noted for debuggers.
wanted='-fstack-clash-protection -fstack-protector-strong -fcf-protection=full
	-ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks
	-fno-strict-overflow -fno-strict-aliasing -fexceptions
	-fzero-call-used-regs=used-gpr'

# faults FILE: each protection that is missing, one a line.
faults() {
	readelf -hldW "$1" >"$dir/head" 2>&1
	readelf --dyn-syms -W "$1" >"$dir/symbols" 2>&1
	readelf -p .debug_str "$1" 2>/dev/null | grep 'GNU C' >"$dir/flags"
	want() {
		grep -qE "$2" "$dir/$3" || echo "no $1"
	}
	no() {
		grep -qE "$2" "$dir/head" && echo "$1"
	}
	want 'position-independent code' 'FLAGS_1.*\bPIE\b' head
	want 'read-only relocations' 'GNU_RELRO' head
	want 'binding at the start' 'FLAGS_1.*\bNOW\b' head
	want 'stack without code' 'GNU_STACK .* RW  ' head
	# With code of its own, the first part that is loaded is not run.
	awk '/^  LOAD/ { exit $0 ~ / R E / }' "$dir/head" ||
		echo 'no code apart from data'
	want 'stack protector' '__stack_chk_fail' symbols
	want 'checked copies' '__[a-z]+_chk(@|$)' symbols
	no 'code that is written' ' (RWE|WE) '
	no 'a path for libraries' '\((RPATH|RUNPATH)\)'
	no 'relocations in the code' 'TEXTREL'
	[ -s "$dir/flags" ] || echo 'no note of the compiler'
	for flag in $wanted; do
		grep -qv -e "$flag" "$dir/flags" && echo "not all with $flag"
		# Noted twice, the last one counts.
		case $flag in *=*)
			sed "s/.*\(${flag%%=*}=[a-z-]*\).*/\1/" "$dir/flags" |
				grep -qv -x -e "$flag" &&
				echo "undone: $flag"
			;;
		esac
	done
}

failed=0
tried=0
# build FLAGS...: the sample with those behind all others.
build() {
	# shellcheck disable=SC2086
	gcc -std=c11 -g $HARD $HARD_LD "$@" -o "$dir/sample" \
		tests/lint/samples/hard.c 2>"$dir/said" || {
		cat "$dir/said"
		exit 1
	}
}

# bad FAULT FLAGS...: undone by those, it must be found by that name.
bad() {
	fault=$1
	shift
	build "$@"
	tried=$((tried + 1))
	faults "$dir/sample" | grep -q -e "$fault" && return
	echo "binaries: not found: $fault"
	failed=1
}

bad 'no position-independent code' -no-pie -fno-pie
bad 'no read-only relocations' -Wl,-z,norelro
bad 'no binding at the start' -Wl,-z,lazy
bad 'no stack without code' -Wl,-z,execstack
bad 'no code apart from data' -Wl,-z,noseparate-code
bad 'no stack protector' -fno-stack-protector
bad 'no checked copies' -D_FORTIFY_SOURCE=0 -w
bad 'a path for libraries' -Wl,-rpath,/tmp
bad 'not all with -fstack-clash-protection' -fno-stack-clash-protection
bad 'undone: -fcf-protection=full' -fcf-protection=none
bad 'undone: -ftrivial-auto-var-init=zero' \
	-ftrivial-auto-var-init=uninitialized

build
found=$(faults "$dir/sample")
[ -z "$found" ] || {
	printf 'binaries: the sample with all of it:\n%s\n' "$found"
	failed=1
}
for program; do
	found=$(faults "$program")
	count=$(grep -cE '__[a-z]+_chk(@|$)' "$dir/symbols")
	[ -z "$found" ] && {
		echo "binaries: ${program##*/}: all, $count checked calls"
		continue
	}
	printf '%s:\n%s\n' "$program" "$found"
	failed=1
done
[ "$failed" = 0 ] && echo "binaries: $# hold all, $tried faults are found"
exit "$failed"
