#!/bin/sh
# Herald beside Knot and NSD (Debian), and beside Mesos-DNS if MESOS_DNS names its binary: start to
# serving, memory, CPU of a reading of the state; then CPU-seconds per million queries and ratios. Over UDP two C
# programs that send each datagram back (floor.c) show how little the machine lets a server take, and before all
# it says what a system call costs; over TLS BIND stands beside Herald and NSD.
# Usage: [MESOS_DNS=/path/to/mesos-dns] benchmarks/dns/compare.sh [TASKS,…] [ROUNDS] [SECONDS] [MODE,…]
#   default: 1000,10000,100000 5 2 UDP,EDNS,TCP,DOT (some 8 minutes; Mesos-DNS adds two)
#   UDP is measured at each size, the other modes at the middle one; start and memory at the last
#   quick:   benchmarks/dns/compare.sh 1000 2 2 UDP
#   large:   benchmarks/dns/compare.sh 1000000 3 2 UDP (some 15 minutes, 16 GB of memory)
set -eu
. "$(dirname "$0")/set-up.sh"
modes=${4:-UDP,EDNS,TCP,DOT}
need dnsperf:dnsperf knotd:knot nsd:nsd taskset:util-linux
case $modes in
  *DOT*) need named:bind9 ;;
esac
compile_floor
run_benchmark Compare "$HERALD_ROOT" "$floor" "${1:-1000,10000,100000}" "${2:-5}" "${3:-2}" "$modes"
