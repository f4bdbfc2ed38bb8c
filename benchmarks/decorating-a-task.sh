#!/bin/sh
# Time and allocation of giving one TaskInfo its DiscoveryInfo. Usage: benchmarks/decorating-a-task.sh
set -eu
cd "$(dirname "$0")/.."
./herald --version >/dev/null # sees to JDK and Maven
mvn -B -q -Pquick -pl benchmarks -am package dependency:build-classpath \
  -Dmdep.outputFile=target/classpath.txt
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
exec "$java" -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" \
  io.herald.benchmarks.scheduler.DecoratingATask
