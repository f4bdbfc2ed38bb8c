#!/bin/sh
# Attacks on Herald over loopback, one after the other, while an honest client asks: floods, forged
# and malformed packets, silent and forging upstreams, strangers' transfers, slow and idle TCP and TLS
# clients. Prints a Markdown table for each server; its exit status tells whether the server lived through all.
# Usage: benchmarks/dns/attacks.sh [SECONDS_EACH [ATTACKS]]    (default 6; three minutes in all)
#   ATTACKS: a regular expression; only the rows in whose name it is found, as in
#   benchmarks/dns/attacks.sh 2 'addresses|ANY|want long'
set -eu
HERALD_ROOT=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
command -v openssl >/dev/null 2>&1 || {
  echo "$0: openssl is missing; on Debian: apt-get install openssl" >&2
  exit 1
}
folder=$(mktemp -d "${TMPDIR:-/tmp}/herald-attacks.XXXXXX")
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
  -subj /CN=localhost -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>/dev/null
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
echo "logs: $folder" >&2
(
  cd "$HERALD_ROOT"
  ./herald --version >/dev/null
  mvn -B -q -Pquick -pl benchmarks -am package
)
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
exec "$java" -Xmx512m -XX:+UseSerialGC -XX:-UsePerfData \
  -cp "$HERALD_ROOT/target/herald.jar:$HERALD_ROOT/benchmarks/target/classes" \
  io.herald.benchmarks.attacks.AttackTable "$HERALD_ROOT/target/herald.jar" "$folder" "${1:-6}" "${2:-}"
