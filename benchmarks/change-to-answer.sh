#!/bin/sh
# Time from TASK_RUNNING leaving the master to the first correct DNS answer.
# Usage: benchmarks/change-to-answer.sh [RESTARTS]    (default 50; about 4 s each)
set -eu
cd "$(dirname "$0")/.."
./herald --version >/dev/null
mvn -B -q -Pquick -pl benchmarks -am package
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
instances=10
job=benchmarks/target/http-example.yaml
sed "s/^instances: .*/instances: $instances/" examples/http-example.yaml >"$job"
exec "$java" -XX:+UseSerialGC -XX:-UsePerfData -cp target/herald.jar:benchmarks/target/classes \
  io.herald.benchmarks.ChangeToAnswer target/herald.jar "$job" "$instances" "${1:-50}"
