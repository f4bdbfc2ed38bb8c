#!/bin/sh
# How the DNS server follows a large cluster: first picture, cost of a change, event to answer.
# Usage: benchmarks/catalog/follow.sh TASKS [CHANGES_PER_SECOND [JVM_OPTION…]]
set -eu
cd "$(dirname "$0")/../.."
tasks=$1
changes=${2:-1000}
[ $# -gt 1 ] && shift
shift
. benchmarks/catalog/set-up.sh
run io.herald.benchmarks.catalog.FollowLargeCluster "$tasks" "$changes" "$@"
