#!/bin/sh
# Time and allocation of each step between a master's state and an answer (JMH): parse, parse again,
# zone apply, patch (one task's change), lookup. Usage: benchmarks/dns/steps.sh      (some 3 minutes)
set -eu
. "$(dirname "$0")/set-up.sh"
run_benchmark StateToAnswer
