#!/bin/sh
# Whole transfers of a large zone (1.6 million records by default) while an honest client asks over
# UDP: what memory they take and whether queries feel them. Prints a Markdown table.
# Usage: benchmarks/dns/transfer.sh [TASKS] [HEAP]    (default 100000 1g; two minutes)
set -eu
HERALD_ROOT=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/herald-transfer.XXXXXX")
echo "logs: $folder" >&2
(
  cd "$HERALD_ROOT"
  ./herald --version >/dev/null
  mvn -B -q -Pquick -pl benchmarks -am package
)
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
exec "$java" -Xmx2g -XX:+UseSerialGC -XX:-UsePerfData \
  -cp "$HERALD_ROOT/target/herald.jar:$HERALD_ROOT/benchmarks/target/classes" \
  io.herald.benchmarks.attacks.TransferRun "$HERALD_ROOT/target/herald.jar" "$folder" \
  "${1:-100000}" "${2:-1g}"
