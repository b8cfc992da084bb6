#!/bin/sh
# The rules of nginx.conf that a machine can check: what has had holes in nginx
# (rewriting, regular expressions, variables whose length changes), what a
# client may say and hold, and what TLS may be.
#
# Each rule is first tried on nginx.conf with one fault put into it by sed: it
# must be found.
set -u
cd "$(dirname "$0")/../.."

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# plain FILE: one directive or block's head a line, without comments.
plain() {
	perl -0777 -pe '
		s/^\s*#.*$//mg;
		s/("(?:[^"\\]|\\.)*"|\x27[^\x27]*\x27)|\s+/defined $1 ? $1 : " "/ge;
		s/("(?:[^"]*)"|\x27[^\x27]*\x27)|([;{}])/defined $1 ? $1 : "$2\n"/ge;
	' "$1" | sed 's/^ *//; /^$/d'
}

# faults FILE: each broken rule, one a line.
faults() {
	plain "$1" >"$dir/plain"
	no() {
		grep -nE "$2" "$dir/plain" | sed "s/^/$1: /"
	}
	no 'location by a regular expression' '^location ~'
	no 'rewriting' '^(rewrite|if|break|alias|set|try_files.*\$(host|arg))\b'
	no 'map by a regular expression' '^"?~'
	no 'a redirect to a name that the client chose' \
		'^return .*\$(http_|host\b|server_name)'
	no 'listing of folders' '^autoindex on'
	no 'passing on to elsewhere' '^(proxy_pass|resolver|scgi_pass|uwsgi_pass)\b'
	no 'a header that is missing on errors' '^add_header .*[^s];$'
	# Length pass and fill pass must agree (nginx issue 1194): these do.
	grep '^fastcgi_param' "$dir/plain" | grep -vE '^fastcgi_param [A-Z_]+ (""|\$(request_method|request_uri|content_type|content_length|remote_addr));$' |
		sed 's/^/a variable that may change: /'
	no 'parameters by include' '^include .*fastcgi'
	# One of its own in a location takes the place of all the others.
	awk '/^location/ { inside = 1 }
		inside && /^(add_header|fastcgi_param)/ {
			print "in a location, so the others are lost: " $0 }
		/^}/ { inside = 0 }' "$dir/plain"
	no 'queries in the access log' '^log_format .*\$(request\b|request_uri|args|query_string|http_cookie|http_authorization)'
	no 'a protocol of before TLS 1.2' '^ssl_protocols .*(SSL|TLSv1;|TLSv1 |TLSv1\.1)'
	grep '^ssl_ciphers' "$dir/plain" | sed 's/^ssl_ciphers //; s/;//' |
		tr : '\n' | grep -vE '^ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)$' |
		sed 's/^/no AEAD with forward secrecy: /'
	no 'slow clients' '^(client_(header|body)_timeout|send_timeout) ([0-9]{3,}|[2-9][0-9])s'
	no 'connections kept to a program' '^fastcgi_keep_conn on'
	awk 'NR == FNR { wanted[$0]; next }
		{ for (w in wanted) if ($0 ~ w) delete wanted[w] }
		END { for (w in wanted) print "missing: " w }' \
		"$dir/wanted" "$dir/plain"
}

# What must stand there: the beginning of a line each, as a regular expression.
cat >"$dir/wanted" <<'END'
^ssl_protocols TLSv1[.]2 TLSv1[.]3;
^ssl_ciphers 
^ssl_session_tickets off;
^server_tokens off;
^client_header_timeout 
^client_body_timeout 
^send_timeout 
^client_max_body_size 64k;
^large_client_header_buffers 
^max_headers 
^limit_conn connections 
^limit_req zone=pages 
^limit_req zone=sign_in 
^fastcgi_request_buffering on;
^fastcgi_keep_conn off;
^fastcgi_ignore_headers X-Accel-Redirect 
^fastcgi_param HTTP_PROXY "";
^fastcgi_param REMOTE_USER "";
^fastcgi_param REMOTE_GROUPS "";
^merge_slashes off;
^charset utf-8;
^on "max-age=63072000; includeSubDomains";
^add_header X-Content-Type-Options nosniff always;
^add_header Referrer-Policy same-origin always;
^add_header Cross-Origin-Opener-Policy same-origin always;
^add_header Cross-Origin-Resource-Policy same-origin always;
^add_header Permissions-Policy .* always;
^add_header Strict-Transport-Security .* always;
^add_header Content-Security-Policy .* always;
^add_header Cache-Control .* always;
END

failed=0
tried=0
# bad WHAT SED: nginx.conf with that change must be refused.
bad() {
	tried=$((tried + 1))
	sed -e "$2" nginx.conf >"$dir/bad.conf"
	cmp -s nginx.conf "$dir/bad.conf" && {
		echo "nginx: the sample changes nothing: $1"
		failed=1
	}
	[ -n "$(faults "$dir/bad.conf")" ] && return
	echo "nginx: the rules let pass: $1"
	failed=1
}

bad 'a regular expression' 's,location /static/ {,location ~ ^/static/ {,'
bad 'a rewrite' 's,merge_slashes off;,& rewrite ^/x(.*) /$1;,'
bad 'an if' 's,merge_slashes off;,& if ($host) { return 404; },'
bad 'an alias' 's,root share;,alias share/;,'
bad 'a set' 's,merge_slashes off;,& set $x 1;,'
bad 'a map by a regular expression' 's,^\t\t"" 1h;,& ~x 2h;,'
bad 'the Host in a redirect' \
	's,merge_slashes off;,& return 301 https://$host/;,'
bad 'a listing' 's,root share;,& autoindex on;,'
bad 'a proxy' 's,root share;,& proxy_pass http://x;,'
bad 'a header not on errors' 's,nosniff always;,nosniff;,'
bad 'a changing variable' \
	's,fastcgi_param REMOTE_ADDR .*,fastcgi_param X $tcpinfo_rtt;,'
bad 'included parameters' 's,fastcgi_keep_conn off;,& include fastcgi_params;,'
bad 'a header in a location' \
	's,expires $lifetime;,& add_header X y always;,'
bad 'queries in the log' 's,"$uri" $status,"$request" $status,'
bad 'TLS 1.0' 's,ssl_protocols ,&TLSv1 ,'
bad 'TLS 1.1' 's,ssl_protocols ,&TLSv1.1 ,'
bad 'CBC' 's,ssl_ciphers ,&ECDHE-RSA-AES128-SHA256:,'
bad 'no forward secrecy' 's,ssl_ciphers ,&AES128-GCM-SHA256:,'
bad 'tickets' 's,ssl_session_tickets off,ssl_session_tickets on,'
bad 'a minute for a header' 's,client_header_timeout 10s,client_header_timeout 60s,'
bad 'kept connections' 's,fastcgi_keep_conn off,fastcgi_keep_conn on,'
for name in HTTP_PROXY REMOTE_USER REMOTE_GROUPS; do
	bad "no blank $name" "/fastcgi_param $name /d"
	bad "$name of the client" \
		"s,fastcgi_param $name .*,fastcgi_param $name \$http_x;,"
done
for name in server_tokens client_max_body_size max_headers limit_conn \
	limit_req merge_slashes charset fastcgi_ignore_headers send_timeout \
	large_client_header_buffers fastcgi_request_buffering; do
	bad "without $name" "/^[[:space:]]*$name /d"
done
bad 'without a limit of sign-ins' '/limit_req zone=sign_in/d'
bad 'without HSTS' '/add_header Strict-Transport-Security/d'
bad 'HSTS of a day' 's,max-age=63072000; inc,max-age=86400; inc,'
bad 'pages that are kept' '/add_header Cache-Control/d'

found=$(faults nginx.conf)
[ -z "$found" ] || {
	printf 'nginx.conf:\n%s\n' "$found"
	failed=1
}
# What an operator copies has no other rules, only fewer.
for file in packaging/listen.conf packaging/redirect.conf; do
	found=$(faults "$file" | grep -v '^missing: ')
	[ -z "$found" ] && continue
	printf '%s:\n%s\n' "$file" "$found"
	failed=1
done
[ "$failed" = 0 ] && echo "nginx: every rule holds, and finds $tried faults"
exit "$failed"
