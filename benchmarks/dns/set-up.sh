# Common to the scripts of this folder; sourced, not run. Builds Herald and the benchmarks.
HERALD_ROOT=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)

PATH=$PATH:/usr/sbin
export PATH

need() { # each argument command:package; root gets what is missing from apt-get, others the command
  packages=
  for tool in "$@"; do
    command -v "${tool%%:*}" >/dev/null 2>&1 || packages="$packages ${tool##*:}"
  done
  [ -n "$packages" ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "$0: missing:$packages. On Debian: sudo apt-get install -y --no-install-recommends$packages" >&2
    exit 1
  fi
  echo "$0: installing with apt-get:$packages" >&2
  mkdir -p "$HERALD_ROOT/target"
  # RUNLEVEL=1: the packages' own services are not started.
  # shellcheck disable=SC2086 # a list of packages
  { apt-get update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends $packages; } >"$HERALD_ROOT/target/setup.log" 2>&1 || {
    echo "$0: apt-get failed; all of it: target/setup.log" >&2
    exit 1
  }
}

compile_floor() { # sets $floor: the C programs of floor.c
  need cc:gcc cc:libc6-dev
  mkdir -p "$HERALD_ROOT/target"
  floor=$HERALD_ROOT/target/floor
  echo "$0: compiling benchmarks/dns/floor.c" >&2
  cc -std=gnu11 -O2 -Wall -Wextra -o "$floor.new" "$HERALD_ROOT/benchmarks/dns/floor.c"
  mv "$floor.new" "$floor"
}

# An hour is more than any of them takes; what a benchmark has started ends with it.
run_benchmark() { # $1: class, then its arguments
  class=$1
  shift
  echo "$0: building" >&2
  (
    cd "$HERALD_ROOT"
    ./herald --version >/dev/null
    mvn -B -q -Pquick -pl benchmarks -am package dependency:build-classpath \
      -Dmdep.outputFile=target/classpath.txt
  )
  java=java
  [ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
  # shellcheck disable=SC2086 # a list of options
  exec timeout --foreground "${BENCHMARK_LIMIT:-3600}" "$java" -XX:+UseSerialGC -XX:-UsePerfData ${BENCHMARK_JAVA_OPTS:-} \
    -cp "$HERALD_ROOT/benchmarks/target/classes:$(cat "$HERALD_ROOT/benchmarks/target/classpath.txt")" \
    "io.herald.benchmarks.dns.$class" "$@"
}
