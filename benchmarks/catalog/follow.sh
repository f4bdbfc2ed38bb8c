#!/bin/sh
# How the DNS server follows a large cluster: first picture, cost of a change, event to answer.
# Usage: benchmarks/catalog/follow.sh TASKS [CHANGES_PER_SECOND [JVM_OPTION…]]
set -eu
cd "$(dirname "$0")/../.."
tasks=$1
changes=${2:-1000}
[ $# -gt 1 ] && shift
shift
./herald --version >/dev/null
mvn -B -q -Pquick -pl benchmarks -am package
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
exec "$java" -XX:+UseSerialGC -XX:-UsePerfData -cp target/herald.jar:benchmarks/target/classes \
  io.herald.benchmarks.catalog.FollowLargeCluster target/herald.jar "$tasks" "$changes" "$@"
