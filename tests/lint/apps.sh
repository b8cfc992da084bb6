#!/bin/sh
# Nothing but apps/ names an app: whatever differs between apps is data of
# struct app, or a new app would be work in every folder.
#
# Names and labels come from apps/ itself.  Two names are ordinary words as
# well: those count only where they can mean nothing but the app.
set -u
cd "$(dirname "$0")/../.."
words='teams webhook'

# each MEMBER: its value in every struct app.
each() {
	awk -v member="$1" '
		/^const struct app app_/ { inside = 1 }
		/^}/ { inside = 0 }
		inside && $1 == "." member && match($0, /"[^"]*"/) {
			print substr($0, RSTART + 1, RLENGTH - 2)
		}' apps/*.c
}

ordinary() {
	for word in $words; do
		[ "$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]')" = "$word" ] &&
			return 0
	done
	return 1
}

# One pattern a line, for grep -E; two files: with and without case.
exact=$(mktemp)
any=$(mktemp)
sample=$(mktemp)
trap 'rm -f "$exact" "$any" "$sample"' EXIT
for name in $(each name); do
	# A stored name, a class of the style sheet, the app's own symbol.
	printf '%s\n' "[\"']${name}[\"']" "[.]${name}([^a-z]|\$)" "app_$name" \
		>>"$exact"
	ordinary "$name" || printf '(^|[^a-z])%s([^a-z]|$)\n' "$name" >>"$any"
done
each label | while IFS= read -r label; do
	ordinary "$label" && continue
	printf '(^|[^a-z])%s([^a-z]|$)\n' "$(printf '%s' "$label" |
		sed 's/[.]/[.]/g')" >>"$any"
done
# In the middle of a sentence a capital makes it the app.
printf '%s\n' '[a-z,] Teams([^a-z]|$)' >>"$exact"

# found FILE...: the lines that name an app.  What the file's own comments say
# of SQL is kept by databases, and stays.
found() {
	for file in "$@"; do
		case $file in
		*.sql) sed 's/--.*//' "$file" ;;
		*) cat "$file" ;;
		esac >"$sample.text"
		{
			grep -nEf "$exact" "$sample.text"
			grep -niEf "$any" "$sample.text"
		} | sort -nu | sed "s,^,$file:,"
	done
	rm -f "$sample.text"
}

failed=0
while IFS= read -r line; do
	printf '%s\n' "$line" >"$sample"
	[ -n "$(found "$sample")" ] && continue
	printf 'apps: not found: %s\n' "$line"
	failed=1
done <<'END'
if (strcmp(d->app, "teams") == 0)
.appmark.teams { color: red }
extern const struct app app_webhook;
<p>Get the URL from Microsoft Teams</p>
<li>In Teams, open the channel.</li>
if (app === 'webhook')
/* Such as microsoft teams. */
END
while IFS= read -r line; do
	printf '%s\n' "$line" >"$sample"
	[ -z "$(found "$sample")" ] && continue
	printf 'apps: found: %s\n' "$line"
	failed=1
done <<'END'
<h2>Several teams</h2>
"Unable to connect to webhook endpoint."
 * struct webhook_url, as teams know it
END

count=$(each name | wc -l)
[ "$count" -ge 2 ] && [ "$count" = "$(each label | wc -l)" ] || {
	echo "apps: only $count names found"
	failed=1
}
# The sprite has the icons' own names.
files=$(git ls-files core worker cgi cli db templates static |
	grep -E '[.](c|h|sql|cs|js|css|html)$' | grep -v '^templates/icons[.]cs$')
# shellcheck disable=SC2086
named=$(found $files)
[ -z "$named" ] || {
	printf 'apps: named outside apps/:\n%s\n' "$named"
	failed=1
}
[ "$failed" = 0 ] && echo "apps: $count, none is named outside apps/"
exit "$failed"
