#!/bin/bash
# Asks the management port whether the server is ready; without one, whether the main port takes connections. Needs nothing but bash,
# so that asking often costs little; only https needs Python.
if [ "${KC_HEALTH_ENABLED,,}" = false ]; then
  exec 3<>"/dev/tcp/127.0.0.1/${KC_HTTP_PORT:-8080}"
  exit
fi
port=${KC_HTTP_MANAGEMENT_PORT:-9000}
path=${KC_HTTP_MANAGEMENT_RELATIVE_PATH:-${KC_HTTP_RELATIVE_PATH:-}}
path=${path%/}/health/ready
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$path" >&3
if read -r -t 2 _ status _ <&3; then
  [ "$status" = 200 ]
  exit
fi
exec python -c "
import ssl, urllib.request
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
urllib.request.urlopen('https://127.0.0.1:$port$path', timeout=2, context=context)
"
