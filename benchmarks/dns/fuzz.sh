#!/bin/sh
# Mutated packets to the query path: nothing may escape, no reply may be too long or malformed, and
# no reply may get a reply. Prints a summary; its exit status tells whether all held.
# Usage: benchmarks/dns/fuzz.sh [PACKETS] [SEED]    (default 10000000; about a minute)
set -eu
. "$(dirname "$0")/set-up.sh"
run_benchmark FuzzRun "${1:-10000000}" "${2:-$(date +%s)}"
