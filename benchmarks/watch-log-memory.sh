#!/bin/sh
# What the log of changes adds to the heap of a large cluster's services.
# Usage: benchmarks/watch-log-memory.sh [TASKS [CHANGES_IN_THE_LOG]]   (default 100000 10000; some 20 seconds)
set -eu
cd "$(dirname "$0")/.."
. benchmarks/catalog/set-up.sh
run io.herald.benchmarks.watch.WatchLogMemory "${1:-100000}" "${2:-10000}"
