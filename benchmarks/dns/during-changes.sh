#!/bin/sh
# How long answers take at half of saturation while the master's stream replaces many tasks each second.
# Usage: benchmarks/dns/during-changes.sh [TASKS] [CHANGES] [SECONDS]      (default 100000 1000 60)
set -eu
. "$(dirname "$0")/set-up.sh"
need dnsperf:dnsperf taskset:util-linux
run_benchmark DuringChanges "$HERALD_ROOT" "${1:-100000}" "${2:-1000}" "${3:-60}"
