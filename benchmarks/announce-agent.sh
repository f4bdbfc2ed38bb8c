#!/usr/bin/env bash
# What `herald announce --agent` costs on an agent with TASKS tasks that ask for it: time until all are members, CPU-seconds by
# then and per minute at rest, proportional memory (PSS, from smaps_rollup), threads; beside the same without a task, and with a TCP
# check of each task from here each ten seconds (which fails, as nothing listens: a check all the same). Last, what each task adds
# to an announcer of none.
# Usage: benchmarks/announce-agent.sh [TASKS [SECONDS-AT-REST]]    (default 1000 60)
# It takes three times SECONDS-AT-REST and a minute, and what the build takes.
# Ports 26051 (the agent), 26181 (ZooKeeper) and 26123.
set -euo pipefail
cd "$(dirname "$0")/.."
tasks=${1:-1000}
rest=${2:-60}
if [ -z "${HERALD_BENCH_CLASSPATH:-}" ]; then # else: as it is built
  [ -n "${HERALD_BENCH_COMMAND:-}" ] || ./herald --version >/dev/null
  mvn -B -q -Pquick -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
  HERALD_BENCH_CLASSPATH=benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)
fi
herald=${HERALD_BENCH_COMMAND:-./herald}
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
work=$(mktemp -d)
agent= announcer=
finish() {
  for process in $announcer $agent; do kill "$process" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap finish EXIT

pss() { awk '/^Pss:/ { printf "%.1f", $2 / 1024 }' "/proc/$1/smaps_rollup"; }
threads() { awk '/^Threads:/ { print $2 }' "/proc/$1/status"; }
cpu() { awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.2f", ($12 + $13) / ticks }' "/proc/$1/stat"; }
metric() { curl -fsS http://127.0.0.1:26123/metrics 2>/dev/null | awk -v name="$1" '$1 == name { print $2 + 0 }'; }

# $1: what the row is of; $2: tasks; $3: their label; $4: how many are to be members
measure() {
  rm -rf "$work/zookeeper"
  "$java" -XX:+UseSerialGC -cp "$HERALD_BENCH_CLASSPATH" io.herald.benchmarks.announce.AgentOfManyTasks \
    26051 26181 "$work/zookeeper" "$2" "$3" >"$work/agent.out" 2>"$work/agent.log" &
  agent=$!
  until [ -s "$work/agent.out" ]; do kill -0 "$agent"; sleep 0.2; done
  begin=$(date +%s.%N)
  asked=$SECONDS
  # Becomes the JVM itself, so that its process is known. Of what it starts in the background a shell has SIGINT ignored, which
  # a JVM then does for good.
  env --default-signal=INT $herald announce --agent http://127.0.0.1:26051 --announcer-ensemble 127.0.0.1:26181 --metrics-port 26123 \
    >"$work/announcer.log" 2>&1 &
  announcer=$!
  until [ "$(metric herald_announce_tasks)" = "$2" ] && [ "$(metric herald_announce_members)" = "$4" ]; do
    if ! kill -0 "$announcer" || [ $((SECONDS - asked)) -gt 300 ]; then
      echo "$2 tasks with $4 members are not there:" >&2
      cat "$work/announcer.log" >&2
      exit 1
    fi
    sleep 0.2
  done
  took=$(awk -v a="$begin" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')
  started=$(cpu "$announcer")
  sleep 5
  before=$(cpu "$announcer")
  sleep "$rest"
  after=$(cpu "$announcer")
  at_rest=$(awk -v a="$before" -v b="$after" -v s="$rest" 'BEGIN { printf "%.2f", (b - a) * 60 / s }')
  memory=$(pss "$announcer")
  children=$(pgrep -c -P "$announcer" || true)
  echo "| $1 | $took | $started | $at_rest | $memory | $(threads "$announcer") | $children |"
  kill -INT "$announcer"
  wait "$announcer" || true
  kill "$agent"
  wait "$agent" || true
  announcer= agent=
}

# What each task adds; $1: what the row is of. Wants what the announcer of none took, and what was measured last.
further() {
  awk -v n="$tasks" -v what="$1" -v s0="$none_started" -v s="$started" -v r0="$none_at_rest" -v r="$at_rest" -v m0="$none_memory" \
    -v m="$memory" 'BEGIN { printf "%s: %.0f kB, %.1f CPU-ms to its member, %.1f CPU-ms per minute at rest\n", what,
      (m - m0) * 1024 / n, (s - s0) * 1000 / n, (r - r0) * 1000 / n }'
}

echo "| tasks | s to all members | CPU-s by then | CPU-s per minute at rest | PSS, MB | threads | child processes |"
echo "|---|---|---|---|---|---|---|"
measure "none" 0 true 0
none_started=$started none_at_rest=$at_rest none_memory=$memory
measure "$tasks" "$tasks" true "$tasks"
announced=$(further "Each further task")
measure "$tasks, checked from here" "$tasks" '{health_check_config: {health_checker: {tcp: {port: http}}}}' 0
echo
echo "$announced"
further "Each further task that is checked from here"
