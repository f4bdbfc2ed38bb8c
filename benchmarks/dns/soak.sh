#!/bin/sh
# Asks at 80% of saturation while tasks come and go all the time; each answer is checked against the
# tasks that the catalog held when it was asked. Prints a summary; its exit status tells whether
# every answer was right and memory stayed flat.
# Usage: benchmarks/dns/soak.sh [MINUTES] [TASKS] [CHANGES_PER_SECOND]    (default 10 10000 500)
set -eu
. "$(dirname "$0")/set-up.sh"
BENCHMARK_JAVA_OPTS="-Xmx512m ${BENCHMARK_JAVA_OPTS:-}"
run_benchmark SoakRun "${1:-10}" "${2:-10000}" "${3:-500}"
