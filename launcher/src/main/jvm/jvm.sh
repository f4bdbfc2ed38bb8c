# What Herald's JVM is started with, for the ./herald of a checkout and the bin/herald of an installation alike.
# POSIX sh, to be sourced. Why each option: docs/performance.md.

# Archives of classes are mapped where they were made for: their pages stay shared by all processes (relocated ones don't).
all_options='-XX:+UseSerialGC -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError -XX:+DisplayVMOutputToStderr -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0'
dns_options='-XX:MaxTenuringThreshold=0 -XX:MetaspaceSize=128m'
# Small for a small cluster. What outgrows 40 MB of old objects brings one full collection of these, and then a heap for
# 100,000 tasks: the old generation grows by 368 MB at once, the young one with it to its 24 MB.
dns_heap='-Xms48m -XX:NewSize=8m -XX:MaxNewSize=24m -XX:NewRatio=5 -XX:MinHeapDeltaBytes=368m'
# Of what runs beside every task; Java reads this line too, for the command that it hands to agents (JvmOptions).
executor_options='-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:CICompilerCount=1 -XX:-UseNotificationThread -XX:CompileThresholdScaling=20 -XX:-MethodFlushing -Xms8m -Xmn4m -Xmx64m'
# Of commands that answer and end.
short_options='-XX:TieredStopAtLevel=1'

# Whether anything speaks of encryption: a certificate for DNS clients, https to the masters. Arguments,
# environment and file are read in every spelling that the server accepts: any case, "-" and "_" or none. What is
# taken for it wrongly costs a slower start; what is missed, the server's log says.
may_encrypt() {
  config=${HERALD_DNS_CONFIG:-config.json}
  expected=
  for argument in "$@"; do
    [ "$expected" != config ] || config=$argument
    expected=
    case $argument in
      -[cC][oO][nN][fF][iI][gG] | --[cC][oO][nN][fF][iI][gG]) expected=config ;;
      -[cC][oO][nN][fF][iI][gG]=* | --[cC][oO][nN][fF][iI][gG]=*) config=${argument#*=} ;;
    esac
  done
  {
    printf '%s\n' "$@"
    env | sed -n 's/^HERALD_DNS_//p'
    if [ -f "$config" ]; then cat "$config"; fi
  } | tr -d ' "_\n\r\t-' | tr '[:upper:]' '[:lower:]' | sed 's/mesoshttpson[:=]*false//g' |
    grep -Eq 'tlscertfile|mesoshttpson'
}

# Whether a quarter of the memory, which is the JVM's limit of a heap, is less than 100,000 tasks need: 480 MB.
memory_is_small() {
  while read -r name kilobytes _; do
    [ "$name" != MemTotal: ] || break
  done </proc/meminfo
  [ "${kilobytes:-1966080}" -ge 1966080 ] || return 0
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do # a container's own
    limit=
    [ ! -r "$file" ] || read -r limit <"$file" || :
    case $limit in
      '' | *[!0-9]*) ;; # "max"
      *) [ "$limit" -ge 2013265920 ] || return 0 ;;
    esac
  done
  return 1
}

# Becomes Herald's JVM; HERALD_JAVA_OPTS beats what is chosen here. $1: the java command; $2: its class path; $3: the
# compilers' directives for DNS with encryption; $4: an archive of classes, or nothing; the rest: Herald's arguments.
become_herald() {
  java=$1
  class_path=$2
  directives=$3
  archive=$4
  shift 4
  command=${1:-}
  encrypts=
  [ "$command" != dns ] || ! may_encrypt "$@" || encrypts=yes
  # shellcheck disable=SC2086 # lists of options, here and below
  set -- ${HERALD_JAVA_OPTS:-} -cp "$class_path" "${herald_main:-io.herald.launcher.Herald}" "$@"
  case $command in
    dns)
      case ${HERALD_JAVA_OPTS:-} in
        *-Xm[nsx]* | *HeapSize* | *RAMPercentage*) ;; # who sizes the heap sizes all of it
        *)
          set -- $dns_heap "$@"
          ! memory_is_small || set -- -Xmx480m "$@"
          ;;
      esac
      if [ -n "$encrypts" ]; then
        set -- "-XX:CompilerDirectivesFile=$directives" "$@"
      else
        set -- -XX:TieredStopAtLevel=1 "$@"
      fi
      set -- $dns_options "$@"
      ;;
    executor | announce) set -- $executor_options "$@" ;;
    demo | mesos | render | scheduler) ;;
    *) set -- $short_options "$@" ;;
  esac
  if [ -f "$archive" ]; then
    # An archive of another JDK or jar is passed over in silence.
    set -- "-XX:SharedArchiveFile=$archive" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off "$@"
  fi
  # shellcheck disable=SC2086 # a list of options
  exec "$java" $all_options "$@"
}
