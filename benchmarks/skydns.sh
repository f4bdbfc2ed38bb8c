#!/usr/bin/env bash
# What SkyDNS' keys cost `herald dns`: KEYS keys in a real etcd, time until all are answered from, live heap beside the
# same server without keys, and the time from a key's change to its answer over UDP.
# Usage: benchmarks/skydns.sh [KEYS] [CHANGES]    (default 100,000 keys, 1,000 changes)
# Needs etcd, etcdctl, dig, jcmd; ports 18400-18402.
set -euo pipefail
cd "$(dirname "$0")/.."
keys=${1:-100000}
changes=${2:-1000}
for tool in etcd etcdctl dig jcmd; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
./herald --version >/dev/null # sees to JDK and Maven
mvn -B -q -Pquick -pl benchmarks -am package dependency:build-classpath -DincludeScope=runtime \
  -Dmdep.outputFile=target/skydns-classpath.txt
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
dir=$(mktemp -d)
processes=()
finish() {
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  wait
  rm -rf "$dir"
}
trap finish EXIT
url=http://127.0.0.1:18400
etcd --data-dir "$dir/etcd" --listen-client-urls "$url" --advertise-client-urls "$url" \
  --listen-peer-urls http://127.0.0.1:18401 --initial-advertise-peer-urls http://127.0.0.1:18401 \
  --initial-cluster default=http://127.0.0.1:18401 >"$dir/etcd.log" 2>&1 &
processes+=($!)
until ETCDCTL_API=3 etcdctl --endpoints "$url" endpoint health >/dev/null 2>&1; do sleep 0.2; done

client=("$java" -XX:+UseSerialGC -cp "benchmarks/target/classes:$(cat benchmarks/target/skydns-classpath.txt)"
  io.herald.benchmarks.skydns.SkydnsClient)

live_heap() { # of process $1, in KB
  jcmd "$1" GC.class_histogram | awk '/^Total/ { printf "%d", $3 / 1024 }'
}
start() { # the server; $@: more flags
  "$java" -XX:+UseSerialGC -jar target/herald.jar dns --masters 127.0.0.1:1 --listener 127.0.0.1 --port 18402 \
    --http-on false --external-on false --etcd "$url" >"$dir/herald.log" 2>&1 &
  server=$!
  processes+=("$server")
  until dig @127.0.0.1 -p 18402 +tries=1 +time=1 skydns.local SOA 2>/dev/null | grep -q NOERROR; do sleep 0.1; done
}

start
empty=$(live_heap "$server")
kill "$server"; wait "$server" || true
"${client[@]}" load "$url" "$keys"
begin=$(date +%s%N)
start
echo "$keys keys: all are answered from $(( ($(date +%s%N) - begin) / 1000000 )) ms after the start of the JVM"
full=$(live_heap "$server")
echo "live heap: $((full / 1024)) MB, $((empty / 1024)) MB without keys: $(( (full - empty) * 1024 / keys )) bytes for each key"
"${client[@]}" change "$url" 18402 "$changes"
