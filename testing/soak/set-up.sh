# Sourced by the scripts of this folder: builds what they need and runs a program of io.herald.soak.dns.
HERALD_ROOT=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)

run_soak() { # $1: class, then its arguments
  class=$1
  shift
  (
    cd "$HERALD_ROOT"
    ./herald --version >/dev/null # sees to JDK and Maven
    mvn -B -q -Pquick -pl testing/soak -am package dependency:build-classpath \
      -DincludeScope=runtime -Dmdep.outputFile=target/classpath.txt
  )
  java=java
  [ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
  # shellcheck disable=SC2086 # a list of options
  exec "$java" -XX:+UseSerialGC -XX:-UsePerfData -Dlogback.configurationFile="$HERALD_ROOT/.mvn/logback-test.xml" ${SOAK_JAVA_OPTS:-} \
    -cp "$HERALD_ROOT/testing/soak/target/classes:$(cat "$HERALD_ROOT/testing/soak/target/classpath.txt")" \
    "io.herald.soak.dns.$class" "$@"
}
