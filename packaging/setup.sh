#!/bin/sh
# Install what is missing, and say what: Debian packages, then npm's by the
# lock file.
#
#   packaging/setup.sh build|run|check|soak|dast
#
# A service that a package would start by itself is held back: nothing that
# was not running before runs afterwards.
set -eu
cd "$(dirname "$0")/.."

build="gcc make libc6-dev libcurl4-openssl-dev libjson-c-dev libsodium-dev
	libinih-dev libsqlite3-dev libfcgi-dev clearsilver-dev libseccomp-dev
	liboath-dev libqrencode-dev ca-certificates"
run="$build openssl nginx-light"
check="$run check libsubunit-dev pkg-config curl sqlite3 strace
	faketime chromium clang-format cppcheck
	universal-ctags mandoc git libfcgi-bin util-linux python3-minimal procps
	binutils systemd"
# For check-long and soak: slow checkers, a disk whose power can be cut.
soak="$check valgrind clang clang-tidy libclang-rt-14-dev nbdkit libnbd-bin fuse3 e2fsprogs mount"

# Scanners that others wrote, for make dast; MDN's has a lock file of its own.
dast="$check wapiti testssl.sh sqlmap"

case "${1:-}" in
build) wanted=$build ;;
run) wanted=$run ;;
check) wanted=$check ;;
soak) wanted=$soak ;;
dast) wanted=$dast ;;
*)
	echo "usage: packaging/setup.sh build|run|check|soak|dast" >&2
	exit 2
	;;
esac

installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = \
		installed ]
}

missing=
for package in $wanted; do
	installed "$package" || missing="$missing $package"
done
# Node.js and npm count wherever they come from.
command -v node >/dev/null || missing="$missing nodejs"
command -v npm >/dev/null || missing="$missing npm"

policy=/usr/sbin/policy-rc.d
held=
release() {
	[ -z "$held" ] || rm -f "$policy"
}
trap release EXIT
# A signal alone would end the shell without it.
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -n "$missing" ]; then
	echo "setup: installing$missing"
	if [ "$(id -u)" != 0 ]; then
		echo "setup: not root; run this first:" >&2
		echo "    sudo apt-get install -y --no-install-recommends$missing" >&2
		exit 1
	fi
	# invoke-rc.d asks this file; 101 means "do not start it".
	if [ ! -e "$policy" ]; then
		held=yes
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
	fi
	export DEBIAN_FRONTEND=noninteractive
	# The lists may be old or absent: try as it is, then with new ones.
	# shellcheck disable=SC2086
	apt-get install -y -qq --no-install-recommends $missing \
		>/dev/null 2>&1 || {
		apt-get update -qq
		apt-get install -y -qq --no-install-recommends $missing \
			>/dev/null
	}
fi

# Before this one nginx has holes that were mended in 2026, and no max_headers.
nginx=1.22.1-9+deb12u11
if installed nginx-light &&
	! dpkg --compare-versions \
		"$(dpkg-query -W -f '${Version}' nginx-light)" ge "$nginx"; then
	echo "setup: nginx-light is older than $nginx; run this first:" >&2
	echo "    apt-get update && apt-get install nginx-light" >&2
	exit 1
fi

# packages FOLDER: npm's by the lock file there, without their own scripts.
packages() {
	cmp -s "$1/package-lock.json" "$1/node_modules/.tocsin-lock.json" &&
		return
	echo "setup: npm packages by $1/package-lock.json"
	(cd "$1" && npm ci --ignore-scripts --no-audit --no-fund \
		--loglevel=error)
	cp "$1/package-lock.json" "$1/node_modules/.tocsin-lock.json"
}
packages .
[ "$1" != dast ] || packages tests/dast
