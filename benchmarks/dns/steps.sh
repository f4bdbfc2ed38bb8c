#!/bin/sh
# Time and allocation of each step between a master's state and an answer (JMH): parse, parse again,
# zone apply, patch (one task's change), lookup; HealthFlip: a health check of one of a name's two
# instances fails and passes again, among 100,000 tasks; EnvironmentLookup: the same lookup without environments, and
# with them by a client of none and by one of an environment (at most 1.1 times). Usage: benchmarks/dns/steps.sh (some 6 minutes)
set -eu
. "$(dirname "$0")/set-up.sh"
run_benchmark StateToAnswer
