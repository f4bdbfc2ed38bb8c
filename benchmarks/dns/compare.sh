#!/bin/sh
# Herald beside Knot and NSD (Debian), and beside Mesos-DNS if MESOS_DNS names its binary: start to
# serving, memory, CPU of a reading of the state; then CPU-seconds per million queries and ratios.
# Usage: [MESOS_DNS=/path/to/mesos-dns] benchmarks/dns/compare.sh [TASKS,…] [ROUNDS] [SECONDS] [MODE,…]
#   default: 1000,10000,100000 5 2 UDP,EDNS,TCP,DOT (some 8 minutes; Mesos-DNS adds two)
#   UDP is measured at each size, the other modes at the middle one; start and memory at the last
#   quick:   benchmarks/dns/compare.sh 1000 2 2 UDP
set -eu
. "$(dirname "$0")/set-up.sh"
need dnsperf:dnsperf knotd:knot nsd:nsd taskset:util-linux
run_benchmark Compare "$HERALD_ROOT" "${1:-1000,10000,100000}" "${2:-5}" "${3:-2}" "${4:-UDP,EDNS,TCP,DOT}"
