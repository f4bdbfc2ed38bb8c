#!/bin/sh
# A master of a large cluster fails over, and all agents register again within seconds.
# Usage: benchmarks/catalog/storm.sh [TASKS [SECONDS [JVM_OPTION…]]]
set -eu
cd "$(dirname "$0")/../.."
tasks=${1:-100000}
seconds=${2:-5}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] && shift
. benchmarks/catalog/set-up.sh
run io.herald.benchmarks.catalog.ReturnStorm "$tasks" "$seconds" "$@"
