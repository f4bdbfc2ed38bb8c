#!/bin/sh
# Queries the DNS server at 80% of saturation while tasks come and go; checks each answer against the tasks
# that the catalog held at the time of the query. Prints a summary; the exit status says whether every
# answer was right and memory stayed flat.
# Usage: testing/soak/dns.sh [MINUTES] [TASKS] [CHANGES_PER_SECOND]    (default 10 10000 500)
set -eu
. "$(dirname "$0")/set-up.sh"
SOAK_JAVA_OPTS="-Xmx512m ${SOAK_JAVA_OPTS:-${BENCHMARK_JAVA_OPTS:-}}"
run_soak SoakRun "${1:-10}" "${2:-10000}" "${3:-500}"
