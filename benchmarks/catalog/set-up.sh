# Sourced by the scripts beside it, in the root of the sources: builds what they need.
echo "$0: building" >&2
./herald --version >/dev/null
mvn -B -q -Pquick -pl benchmarks -am package dependency:build-classpath \
  -Dmdep.outputFile=target/classpath.txt

# Runs a class of the benchmarks; half an hour is more than any of them takes, and what it has started ends with it.
run() {
  main=$1
  shift
  java=java
  [ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
  # shellcheck disable=SC2086 # a list of options
  exec timeout --foreground 1800 "$java" -XX:+UseSerialGC -XX:-UsePerfData ${BENCHMARK_JAVA_OPTS:-} \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" "$main" ./herald "$@"
}
