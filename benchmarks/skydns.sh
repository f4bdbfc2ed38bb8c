#!/usr/bin/env bash
# What SkyDNS' keys cost. A synthetic master has so many tasks that `herald publish skydns` writes about KEYS keys into a real
# etcd; then `herald dns` answers from these keys, and beside it the same tasks from the master itself: time until all
# is answered, memory (PSS, live heap), and the time from a key's change to its answer over UDP.
# Usage: benchmarks/skydns.sh [KEYS] [CHANGES]    (default 100,000 keys, 1,000 changes)
# Needs etcd, etcdctl, dig, curl, jcmd; ports 18400-18405. Two or three minutes on a quiet machine.
set -euo pipefail
cd "$(dirname "$0")/.."
keys=${1:-100000}
changes=${2:-1000}
for tool in etcd etcdctl dig curl jcmd; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
./herald --version >/dev/null # sees to JDK and Maven
mvn -B -q -Pquick -pl benchmarks,launcher -am -DskipTests package
mvn -B -q -Pquick -pl benchmarks dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/skydns-classpath.txt
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
master=127.0.0.1:18403
bench=("$java" -XX:+UseSerialGC -cp "benchmarks/target/classes:$(cat benchmarks/target/skydns-classpath.txt)")
export ETCDCTL_API=3

etcd --data-dir "$dir/etcd" --listen-client-urls "$url" --advertise-client-urls "$url" \
  --listen-peer-urls http://127.0.0.1:18401 --initial-advertise-peer-urls http://127.0.0.1:18401 \
  --initial-cluster default=http://127.0.0.1:18401 >"$dir/etcd.log" 2>&1 &
processes+=($!)
# Two ports make two keys, a name with dots has them twice: 2.7 keys for each task.
"${bench[@]}" io.herald.benchmarks.dns.SyntheticMaster 18403 $((keys * 10 / 27)) 0 0 >"$dir/master.log" 2>&1 &
processes+=($!)
until grep -q ready "$dir/master.log" && etcdctl --endpoints "$url" endpoint health >/dev/null 2>&1; do sleep 0.2; done

herald() { # $1: name of its log; $@: command and flags
  local log=$dir/$1.log
  shift
  "$java" -XX:+UseSerialGC -jar launcher/target/herald.jar "$@" >"$log" 2>&1 &
  running=$!
  processes+=("$running")
}
dns() { # $@: more flags
  herald dns dns --listener 127.0.0.1 --port 18402 --http-listener 127.0.0.1 --http-port 18404 --external-on false "$@"
}
stop() { kill "$running"; wait "$running" || true; }
metric() { curl -fs "http://127.0.0.1:$1/metrics" | awk -v name="$2" '$1 == name { printf "%d", $2 }'; }
since() { echo $((($(date +%s%N) - $1) / 1000000)); }
memory() { # after the second of two whole collections
  jcmd "$running" GC.run >/dev/null
  heap=$(jcmd "$running" GC.class_histogram | awk '/^Total/ { printf "%d", $3 / 1048576 }')
  pss=$(awk '/^Pss:/ { printf "%d", $2 / 1024 }' "/proc/$running/smaps_rollup")
}
row() { echo "| $1 | $2 | $pss | $heap |"; }

begin=$(date +%s%N)
herald publish publish skydns --etcd "$url" --masters "$master" --domain skydns.local --metrics-port 18405 --lease-seconds 3600
written=0
until [ "$(metric 18405 herald_services_complete)" = 1 ] && [ "$written" -gt 0 ] && [ "$(metric 18405 herald_publish_pending_keys)" = 0 ] &&
  [ "$(metric 18405 herald_publish_keys)" = "$written" ]; do
  written=$(metric 18405 herald_publish_keys || true)
  written=${written:-0}
  sleep 0.5
done
publish=$(since "$begin")
echo "$written keys of $((keys * 10 / 27)) tasks: written $publish ms after the start of \`herald publish\`"
echo "| \`herald dns\` | answers all after, ms | PSS, MB | live heap, MB |"
echo "|---|---|---|---|"
memory
row "beside it: herald publish skydns" "$publish"
stop

dns --masters 127.0.0.1:1 --domain none.example
until dig @127.0.0.1 -p 18402 +tries=1 +time=1 none.example SOA 2>/dev/null | grep -q 'status:'; do sleep 0.1; done
memory
row "with nothing" -
stop

begin=$(date +%s%N)
dns --masters "$master"
until curl -fs http://127.0.0.1:18404/ready >/dev/null; do sleep 0.1; done
loaded=$(since "$begin")
memory
row "from the master: $((keys * 10 / 27)) tasks" "$loaded"
stop

begin=$(date +%s%N)
dns --masters 127.0.0.1:1 --domain none.example --etcd "$url"
until dig @127.0.0.1 -p 18402 +tries=1 +time=1 skydns.local SOA 2>/dev/null | grep -q NOERROR; do sleep 0.1; done
loaded=$(since "$begin")
memory
row "from etcd: $(metric 18404 herald_skydns_keys) keys" "$loaded"
"${bench[@]}" io.herald.benchmarks.skydns.SkydnsClient "$url" 18402 "$changes"
