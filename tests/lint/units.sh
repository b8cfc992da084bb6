#!/bin/sh
# The systemd units as systemd reads them; whatever it says is wrong.
set -eu
cd "$(dirname "$0")/../.."

command -v systemd-analyze >/dev/null || {
	echo 'units: SKIPPED: NO SYSTEMD-ANALYZE HERE'
	exit 0
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# verify FILE: the unit with a program that is there; prints what is wrong.
verify() {
	sed 's,@PREFIX@/sbin/[a-z-]*,/bin/true,' "$1" >"$dir/${1##*/}"
	systemd-analyze verify --man=no "$dir/${1##*/}" 2>&1 || true
}

for unit in packaging/*.service; do
	said=$(verify "$unit")
	[ -z "$said" ] || {
		printf 'units: %s\n' "$said"
		exit 1
	}
done

# It must find what is wrong, or its silence says nothing.
sed 's/^Restart=.*/Restart=somehow/' packaging/tocsin-web.service \
	>"$dir/broken.service"
[ -n "$(verify "$dir/broken.service")" ] || {
	echo 'units: a broken unit was not found'
	exit 1
}
echo "units: $(ls packaging/*.service | wc -l) are right"
