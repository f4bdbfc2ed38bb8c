#!/bin/sh
# How fast clients of /v2/watch hear of a task's event in a large cluster, what they cost, and what
# DNS feels of them.
# Usage: benchmarks/watch.sh [TASKS [CHANGES_PER_SECOND [OF_EVERYTHING [OF_ONE_SERVICE [PROBES [JVM_OPTION…]]]]]]
#   (default 100000 1000 10 490 1000; some 3 minutes)
set -eu
cd "$(dirname "$0")/.."
tasks=${1:-100000}
changes=${2:-1000}
general=${3:-10}
narrow=${4:-490}
probes=${5:-1000}
[ $# -gt 5 ] && shift 5 || set --
. benchmarks/catalog/set-up.sh
run io.herald.benchmarks.watch.WatchLargeCluster "$tasks" "$changes" "$general" "$narrow" "$probes" "$@"
