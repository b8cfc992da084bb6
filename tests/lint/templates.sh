#!/bin/sh
# The rules of templates that a machine can check: nothing that switches the
# engine's escaping off or hides an error, nothing that the pages'
# Content-Security-Policy would refuse, no form without its token.
#
# First the rules are tried on tests/lint/samples: each bad_*.cs holds one
# fault and must be refused, good.cs holds the nearest allowed forms.
set -u
cd "$(dirname "$0")/../.."

# faults FILE: each broken rule of one template, one a line.  Macros of
# ClearSilver stand inside of attributes, so they become a letter before HTML
# is looked at; what they make is escaped and can't end an attribute.
faults() {
	# alt, evar, lvar and uvar print raw; escape falls back inside of if
	# and each; linclude parses again at each render.
	grep -nE '<\?cs[[:space:]]+((alt|[uel]var|linclude|escape)[:!])' "$1" |
		sed 's/^/banned command: /'
	# A missing file is silent with include: and an error with include!
	grep -nE '<\?cs[[:space:]]+include:' "$1" |
		sed 's/^/include without !: /'
	# One call of a function in an expression leaves the rest of it raw.
	grep -nE '<\?cs[[:space:]]+var[:!][^?]*(\)[^?]*\+|\+[^?]*\()' "$1" |
		sed 's/^/call and + in one tag: /'
	perl -0777 -ne '
		s/<\?cs\s+call:csrf\(\)\s*\?>/CSRF/g;
		s/<\?cs\s+call:about\(.*?\)\s*\?>/ /gs;
		# Whole attributes that stand under a condition keep their text.
		s/<\?cs\s+#.*?\?>//gs;
		s/<\?cs\s+(?:if|elif|else|\/if|each|\/each|def|\/def)\b.*?\?>//gs;
		s/<\?cs.*?\?>/x/gs;
		s/<!doctype html>//gi;
		print "comment of HTML\n" if /<!--/;
		print "inline style element\n" if /<style[\s>]/i;
		print "template marks left over\n" if /<\?|\?>/;
		while (/<script\b([^>]*)>(.*?)<\/script>/gis) {
			my ($a, $t) = ($1, $2);
			print "inline script\n" if $a !~ /\bsrc="/ || $t =~ /\S/;
		}
		while (/<form\b([^>]*)>(.*?)(?=<\/form>|\z)/gis) {
			my ($a, $t) = ($1, $2);
			print "form without csrf\n"
				if $a =~ /method="?post/i && $t !~ /CSRF/;
			print "form without method and action\n"
				if $a !~ /method="/ || $a !~ /action="/;
		}
		while (/<([a-z][a-z0-9]*)\b((?:"[^"]*"|[^">])*)>/gis) {
			my ($n, $a) = (lc $1, $2);
			print "style attribute: $n\n" if $a =~ /\sstyle\s*=/i;
			print "event attribute: $n\n" if $a =~ /\son[a-z]+\s*=/i;
			print "script URL: $n\n" if $a =~ /javascript:/i;
			print "button without type\n"
				if $n eq "button" && $a !~ /\stype="/;
			(my $bare = $a) =~ s/[a-z][a-z0-9:-]*="[^"]*"/ /gis;
			print "attribute not quoted: $n $bare\n" if $bare =~ /=/;
		}
	' "$1"
}

failed=0
for sample in tests/lint/samples/bad_*.cs; do
	[ -n "$(faults "$sample")" ] && continue
	echo "templates: the rules let $sample pass"
	failed=1
done
found=$(faults tests/lint/samples/good.cs)
[ -z "$found" ] || {
	printf 'templates: the rules refuse good.cs:\n%s\n' "$found"
	failed=1
}

count=0
for file in templates/*.cs; do
	count=$((count + 1))
	found=$(faults "$file")
	[ "$(wc -l <"$file")" -le 200 ] || found="$found
more than 200 lines"
	[ -z "$found" ] && continue
	printf '%s:\n%s\n' "$file" "$found"
	failed=1
done
# No templates at all would break no rule.
[ "$count" -ge 9 ] || {
	echo "templates: only $count files found"
	failed=1
}
[ "$failed" = 0 ] && echo "templates: $count files, every rule holds"
exit "$failed"
