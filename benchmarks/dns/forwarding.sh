#!/bin/sh
# Names outside the zone, which Herald forwards and caches, beside dnsmasq: CPU-seconds per million questions, each
# name asked once, then again ten times. Both have the same upstream, a C program that answers all (floor.c).
# Usage: benchmarks/dns/forwarding.sh [NAMES] [ROUNDS]    (default 50000 4: some 2 minutes; each round has other names)
set -eu
. "$(dirname "$0")/set-up.sh"
need dnsperf:dnsperf dnsmasq:dnsmasq-base taskset:util-linux
compile_floor
run_benchmark Forwarding "$HERALD_ROOT" "$floor" "${1:-50000}" "${2:-4}"
