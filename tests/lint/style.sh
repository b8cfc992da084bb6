#!/bin/sh
# The house rules that a machine can check.  Every rule prints what breaks it;
# the last line counts.
set -u
cd "$(dirname "$0")/../.."

ours=$(git ls-files '*.c' '*.h')
[ -n "$ours" ] || {
	echo 'style: git lists no files here'
	exit 1
}
product=$(printf '%s\n' "$ours" | grep -v '^tests/')
broken=$(mktemp)
trap 'rm -f "$broken"' EXIT

# rule NAME: standard input lists what breaks it.
rule() {
	found=$(cat)
	[ -z "$found" ] && return
	printf 'style: %s:\n%s\n' "$1" "$found" | head -20
	# A file, since a rule runs in a pipe's subshell.
	echo "$1" >>"$broken"
}

for f in $ours $(git ls-files '*.mjs' '*.js' '*.sh' Makefile); do
	n=$(wc -l <"$f")
	[ "$n" -gt 400 ] && echo "$f: $n lines"
done | rule 'files have at most 400 lines'

# Columns as a reader sees them: a tab goes to the next multiple of 8, and a
# character outside ASCII takes one column.
for f in $ours; do
	expand "$f" | LC_ALL=C.UTF-8 awk -v f="$f" \
		'length($0) > 80 { print f ":" NR ": " length($0) }'
done | rule 'lines have at most 80 columns'

lengths=$(printf '%s\n' "$ours" | ctags -L - --languages=C --kinds-C=f \
	--fields=+neS -f - | awk -F '\t' '{
	start = end = 0
	for (i = 4; i <= NF; i++) {
		if ($i ~ /^line:/) start = substr($i, 6)
		if ($i ~ /^end:/) end = substr($i, 5)
		if ($i ~ /^signature:/) args = gsub(/,/, ",", $i) + 1
	}
	print end - start + 1, args, $2 ": " $1
}')
printf '%s\n' "$lengths" | awk '$1 > 80' | rule 'functions: at most 80 lines'
printf '%s\n' "$lengths" | grep -v ' tests/' |
	awk '$2 > 5 && $3 !~ /^(worker\/send_options|db\/permit)/' |
	rule 'functions: at most 5 arguments'
printf '%s\n' "$lengths" | grep -v ' tests/' | sort -n | awk '{ l[NR] = $1 }
	END {
		p = l[int(NR * 0.9)]
		m = l[int(NR * 0.5)]
		printf "style: %d functions, median %d lines, p90 %d\n", \
			NR, m, p > "/dev/stderr"
		if (p > 50 || m > 20) print "median " m ", p90 " p
	}' | rule 'functions: median at most 20 lines, p90 at most 50'

# shellcheck disable=SC2086
grep -nE '\b(strcpy|strcat|sprintf|gets|atoi|atol|strtok)[[:space:]]*\(' \
	$ours | rule 'calls without bounds'
# shellcheck disable=SC2086
grep -nwE 'TO''DO|FIX''ME|XX''X' $ours Makefile *.md docs/* packaging/* \
	2>/dev/null | rule 'nothing is left undone'
printf '%s\n' "$product" | grep -v '^db/' | xargs grep -nE \
	'"(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN)[ "]|sqlite3_' |
	rule 'SQL stands in db/ only'
# Of pages, that is: an app's messages have the markup of that app.
printf '%s\n' "$product" | grep -v '^apps/' |
	xargs grep -nE '"[^"]*</?(p|div|a|b|span|td|tr)\b' |
	rule 'HTML stands in templates/ only'
printf '%s\n' "$product" | grep -v '^worker/' | xargs grep -nE 'seal_(ring_)?open\(' |
	grep -vE '^core/seal' | rule 'URLs are opened in the worker only'

printf '%s\n' "$product" | grep -v '^cgi/view\.c$' |
	xargs grep -nE '#include <(cs|util|ClearSilver)|\b(hdf|cs|nerr)_[a-z]+\(' |
	rule 'ClearSilver is known to cgi/view.c only'
printf '%s\n' "$product" | xargs grep -nE 'fcgi_stdio' |
	rule 'FastCGI by fcgiapp.h only'

# Data flows one way: cgi, cli, worker -> apps, db -> core.
printf '%s\n' "$product" | grep '^core/' |
	xargs grep -nE '#include "(apps|db|worker|cgi|cli)/' |
	rule 'core/ includes nobody'
printf '%s\n' "$product" | grep -E '^(apps|db)/' | xargs grep -nE \
	'#include "(worker|cgi|cli)/' | rule 'apps/ and db/ include core/ only'
printf '%s\n' "$product" | grep '^cgi/' | xargs grep -nE \
	'#include "(worker|cli)/' | rule 'cgi/ knows no other program'
printf '%s\n' "$product" | grep -E '^(worker|cli)/' | xargs grep -nE \
	'#include "cgi/' | rule 'no other program knows cgi/'
printf '%s\n' "$product" | grep '^apps/' | xargs grep -nE '#include "db/' |
	rule 'apps/ knows no database'

# Comments say why: their share over the product's lines.
{ printf '%s\n' "$product" | xargs cat; sed 's,--,/*&*/,' db/*.sql; } | awk '
	/^[ \t]*\/\*/ { inside = 1 }
	NF { lines++; if (inside || /\/\*|\/\//) comments++ }
	/\*\// { inside = 0 }
	END {
		share = 100 * comments / lines
		printf "style: %d lines, %.0f %% comments\n", lines, share \
			> "/dev/stderr"
		if (share < 20) printf "%.1f %%\n", share
	}' | rule 'comments: at least 20 %'

if [ -s "$broken" ]; then
	echo "style: $(wc -l <"$broken") rules broken"
	exit 1
fi
echo "style: every rule holds"
