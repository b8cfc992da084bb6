#!/bin/sh
# Gather what nginx serves as files: our static/ and, from npm, Tabler's style
# sheet and the Inter font, with their licences.  Prints the version of all of
# it, which is part of each URL: a browser may then keep a file for ever.
#
#   packaging/assets.sh OUT        makes OUT/static and OUT/assets.version
set -eu
out=${1:?usage: packaging/assets.sh OUT}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/.."

tabler=node_modules/@tabler/core
inter=node_modules/@fontsource-variable/inter
[ -e "$tabler/dist/css/tabler.min.css" ] && [ -e "$inter/LICENSE" ] || {
	echo 'assets: npm packages are missing; run packaging/setup.sh run' >&2
	exit 1
}

# Made aside and swapped in, so that a failure leaves no half of it.
new=$out/static.new
rm -rf "$new"
mkdir -p "$new/licenses"
cp -R static/. "$new/"

# The map that the last line points to is not served.
sed '/^\/\*# sourceMappingURL=.*\*\/$/d' "$tabler/dist/css/tabler.min.css" \
	>"$new/tabler.min.css"
for part in latin latin-ext; do
	cp "$inter/files/inter-$part-wght-normal.woff2" "$new/"
done
cp "$inter/LICENSE" "$new/licenses/inter.txt"
cp node_modules/@tabler/icons/LICENSE "$new/licenses/tabler-icons.txt"
# Of the list of common passwords, which is part of the programs.
cp node_modules/zxcvbn/LICENSE.txt "$new/licenses/zxcvbn.txt"
# The style sheet names its holders and licence on top; the words of the
# licence are the same as the icons'.
{
	sed -n '/\/\*!/,/\*\//{/^ \* /s///p;/\*\//q}' "$new/tabler.min.css"
	echo
	sed -n '/^Permission is hereby granted/,$p' \
		node_modules/@tabler/icons/LICENSE
} >"$new/licenses/tabler.txt"
grep -q 'Licensed under MIT' "$new/licenses/tabler.txt" || {
	echo 'assets: tabler.min.css does not name its licence' >&2
	exit 1
}

# The same bytes under the same names make the same version, anywhere.
version=$(cd "$new" && find . -type f | LC_ALL=C sort | xargs sha256sum |
	sha256sum | cut -c1-12)
find "$new" -type d -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
rm -rf "$out/static"
mv "$new" "$out/static"
echo "$version" | tee "$out/assets.version"
