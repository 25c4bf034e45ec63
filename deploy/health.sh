#!/usr/bin/env bash
# Ends with 0 when the server in this container answers that it can work. Needs nothing but bash.
port=${FORGE_PORT:-${PORT:-8080}}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
IFS= read -r -t 4 status <&3
[[ $status == "HTTP/1.1 200"* ]]
