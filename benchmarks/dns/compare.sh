#!/bin/sh
# Herald beside Knot and NSD (Debian), and beside Mesos-DNS if MESOS_DNS names its binary: CPU-seconds
# per million queries, memory, start to serving.
# Usage: [MESOS_DNS=/path/to/mesos-dns] benchmarks/dns/compare.sh [TASKS,…] [ROUNDS] [SECONDS] [MODE,…]
#   default: 1000,10000,100000 3 5 UDP,EDNS,TCP (some 15 minutes)
set -eu
. "$(dirname "$0")/set-up.sh"
need dnsperf knotd nsd taskset
run_benchmark Compare "$HERALD_ROOT" "${1:-1000,10000,100000}" "${2:-3}" "${3:-5}" "${4:-UDP,EDNS,TCP}"
