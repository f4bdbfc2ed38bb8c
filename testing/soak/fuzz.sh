#!/bin/sh
# Sends mutated packets through the query path: no exception may escape, no reply may be too long or malformed,
# and no reply may get a reply. Prints a summary; the exit status says whether all of that held.
# Usage: testing/soak/fuzz.sh [PACKETS] [SEED]    (default 10000000; about a minute)
set -eu
. "$(dirname "$0")/set-up.sh"
run_soak FuzzRun "${1:-10000000}" "${2:-$(date +%s)}"
