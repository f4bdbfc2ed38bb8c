#!/bin/sh
# How long answers take at a fixed rate while the whole state is read again every 10 s; CPU of a reading,
# memory at its peak. Beside Mesos-DNS if MESOS_DNS names its binary.
# Usage: benchmarks/dns/during-reloads.sh [TASKS] [SHARE] [QPS] [SECONDS]      (default 100000 0 5000 60)
#   SHARE: how many of the tasks are others at each reading, 0 (none) to 1
set -eu
. "$(dirname "$0")/set-up.sh"
run_benchmark DuringReloads "$HERALD_ROOT" "${1:-100000}" "${2:-0}" "${3:-5000}" "${4:-60}"
