# Common to the scripts of this folder; sourced, not run. Builds Herald and the benchmarks.
HERALD_ROOT=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)

need() { # stops with a sentence if one of these commands isn't there
  for command in "$@"; do
    command -v "$command" >/dev/null 2>&1 || PATH=$PATH:/usr/sbin command -v "$command" >/dev/null 2>&1 || {
      echo "$0: $command is missing; on Debian: apt-get install dnsperf knot nsd util-linux" >&2
      exit 1
    }
  done
}

run_benchmark() { # $1: class, then its arguments
  class=$1
  shift
  PATH=$PATH:/usr/sbin
  export PATH
  (
    cd "$HERALD_ROOT"
    ./herald --version >/dev/null
    mvn -B -q -Pquick -pl benchmarks -am package dependency:build-classpath \
      -Dmdep.outputFile=target/classpath.txt
  )
  java=java
  [ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
  exec "$java" -XX:+UseSerialGC -XX:-UsePerfData ${BENCHMARK_JAVA_OPTS:-} \
    -cp "$HERALD_ROOT/benchmarks/target/classes:$(cat "$HERALD_ROOT/benchmarks/target/classpath.txt")" \
    "io.herald.benchmarks.dns.$class" "$@"
}
