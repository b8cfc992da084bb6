#!/bin/sh
# The systemd units as systemd reads them, how much they leave open, and what
# makes users and folders.  Whatever systemd says of them is wrong.
set -eu
cd "$(dirname "$0")/../.."

command -v systemd-analyze >/dev/null || {
	echo 'units: SKIPPED: NO SYSTEMD-ANALYZE HERE'
	exit 0
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fail() {
	printf 'units: %s\n' "$1"
	exit 1
}

# verify FILE: the unit with programs that are there; prints what is wrong.
verify() {
	sed -e 's,^ExecStart=[^ ]*,ExecStart=/bin/true,' \
		-e 's,@PREFIX@,/usr/local,' "$1" >"$dir/${1##*/}"
	systemd-analyze verify --man=no "$dir/${1##*/}" 2>&1 || true
}

# exposed FILE LIMIT: systemd's own measure of it is at most LIMIT, "0.5".
exposed() {
	systemd-analyze security --offline=true \
		--threshold="$(echo "$2" | tr -d .)" \
		"$dir/${1##*/}" >"$dir/said" 2>&1
}

# From 0, a closed box, to 10, everything.
limit_web=0.5
limit_worker=1.5
limit_nginx=2.0

for unit in packaging/*.service; do
	said=$(verify "$unit")
	[ -z "$said" ] || fail "$said"
	name=${unit##*/tocsin-}
	eval "limit=\$limit_${name%.service}"
	# shellcheck disable=SC2154
	exposed "$unit" "$limit" || fail "$(grep -e ✗ -e Overall "$dir/said")"
	echo "units: ${name%.service}: $(sed -n \
		's/^.*exposure level for [^:]*: \([0-9.]*\).*/\1/p' \
		"$dir/said"), at most $limit"
done

# It must find what is wrong, or its silence says nothing.
sed 's/^Restart=.*/Restart=somehow/' packaging/tocsin-web.service \
	>"$dir/broken.service"
[ -n "$(verify "$dir/broken.service")" ] || fail 'a broken unit was not found'
grep -v -e '^PrivateNetwork=' -e '^SystemCallFilter=' \
	packaging/tocsin-web.service >"$dir/open.service"
verify "$dir/open.service" >/dev/null
exposed open.service "$limit_web" && fail 'an open unit was not found'

# Users and folders, made in a root of their own.
mkdir -p "$dir/root/etc"
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$dir/root/etc/passwd"
printf 'root:x:0:\nadm:x:4:\n' >"$dir/root/etc/group"
said=$(systemd-sysusers --root="$dir/root" "$PWD/packaging/tocsin.sysusers" \
	2>&1 | grep -v '^Creating ' || true)
[ -z "$said" ] || fail "$said"
for user in $(sed -n 's/^User=//p' packaging/*.service); do
	grep -q "^$user:" "$dir/root/etc/passwd" || fail "no user $user"
done
grep -q '^tocsin-events:.*tocsin-web' "$dir/root/etc/group" ||
	fail 'tocsin-web may not write events'
sed -e 's,@PREFIX@,/usr/local,' -e 's,@SYSCONFDIR@,/etc,' \
	packaging/tocsin.tmpfiles >"$dir/tocsin.conf"
# Only root may give folders away; the names are checked all the same.
said=$(systemd-tmpfiles --root="$dir/root" --create "$dir/tocsin.conf" 2>&1 |
	grep -v -i 'not permitted' || true)
[ -z "$said" ] || fail "$said"
echo "units: $(ls packaging/*.service | wc -l) are right"
