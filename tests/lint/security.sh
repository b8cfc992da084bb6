#!/bin/sh
# docs/security.md: each item of ASVS levels 1 and 2 once, at its level, and
# no file or test named that is not there.
#
# First the rules are tried on faults of each kind, made from the page itself.
set -u
cd "$(dirname "$0")/../.."
page=docs/security.md
list=tests/lint/asvs.txt

# faults FILE: each broken rule, one a line.
faults() {
	perl -e '
		my ($list, $page) = @ARGV;
		my (%level, %seen);
		open(my $l, "<", $list) or die "$list: $!";
		while (<$l>) { $level{$1} = $2 if /^([\d.]+) (\d)$/; }
		open(my $p, "<", $page) or die "$page: $!";
		while (<$p>) {
			# Files: with a folder, or one of the top.
			while (/`([\w.-]+(?:\/[\w.-]+)+|[A-Z]\w+\.md|Makefile|nginx\.conf|[\w-]+\.json)`/g) {
				print "no such file: $1\n" unless -f $1;
			}
			next unless /^\| (\d+\.\d+\.\d+[\d., ]*) \|/;
			my @items = split(/, */, $1);
			my ($levels, $what, $shown) =
				(split(/ \| /, $_))[1, 2, 3];
			for my $i (@items) {
				my $at = $level{$i};
				print "no such item: $i\n" unless $at;
				print "twice: $i\n" if $seen{$i}++;
				print "not of level $levels: $i\n"
					if $at && $levels !~ /\b$at\b/;
			}
			my $open = $what =~
				/^(not applicable|in part|not met): \S/;
			print "no test: @items\n"
				unless $open || $shown =~ /`/;
			print "no file: @items\n"
				unless $open || $what =~ /: .*`/;
		}
		for (sort keys %level) {
			print "missing: $_\n"
				if $level{$_} < 3 && !$seen{$_};
		}
	' "$list" "$1"
}

failed=0
bad=$(mktemp)
trap 'rm -f "$bad"' EXIT
# try NAME SED: the page with one fault must be refused by the rule NAME.
try() {
	sed "$2" "$page" >"$bad"
	faults "$bad" | grep -q "^$1" && return
	echo "security: the rules let a page pass with the fault: $1"
	failed=1
}
try 'no such file' 's,`cgi/input.c`,`cgi/inputs.c`,'
try 'no such item' 's/^| 1\.1\.1 /| 1.1.9 /'
try 'twice' 's/^| 1\.1\.2 /| 1.1.1 /'
try 'not of level' 's/^| 1\.1\.1 | 2/| 1.1.1 | 1/'
try 'no test' '/^| 1\.1\.1 /s/ | [^|]* |$/ |  |/'
try 'no file' '/^| 1\.1\.1 /s/`cgi[^|]* |/x |/'
try 'missing' '/^| 1\.1\.1 /d'

found=$(faults "$page")
if [ -n "$found" ]; then
	printf '%s:\n%s\n' "$page" "$found"
	failed=1
fi
[ "$(grep -c '^[0-9.]* [12]$' "$list")" -eq 253 ] || {
	echo "security: $list has not the 253 items of levels 1 and 2"
	failed=1
}
[ "$failed" = 0 ] && echo "security: 253 items, every file is there"
exit "$failed"
