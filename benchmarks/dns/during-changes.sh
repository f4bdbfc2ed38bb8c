#!/bin/sh
# How long answers take at half of saturation while the master's stream replaces many tasks each second.
# Usage: benchmarks/dns/during-changes.sh [TASKS] [CHANGES,…] [SECONDS]    (default 100000 0,1000 60)
#   CHANGES: per second, each number with a Herald of its own
set -eu
. "$(dirname "$0")/set-up.sh"
need dnsperf:dnsperf taskset:util-linux
run_benchmark DuringChanges "$HERALD_ROOT" "${1:-100000}" "${2:-0,1000}" "${3:-60}"
