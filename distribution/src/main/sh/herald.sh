#!/bin/sh
# Starts the Herald that this file is installed with, by the Java runtime beside it: the place of the installation may be
# any, read-only too, and nothing is taken from the environment but PATH. `herald --help` lists the commands.
set -eu

self=$0
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
HERALD_HOME=$(CDPATH='' cd "$(dirname "$self")/.." && pwd -P)
export HERALD_HOME

. "$HERALD_HOME/lib/jvm.sh"

# The archives of classes are made by the first start of this version, beside it and in its own time; where that may
# not write, starts do without.
server=$HERALD_HOME/runtime/lib/server
made_of=
[ ! -f "$server/archives.version" ] || read -r made_of <"$server/archives.version" || :
if [ "$made_of" != '@VERSION@' ] && [ -w "$server" ]; then
  ("$HERALD_HOME/bin/archive-classes" </dev/null >/dev/null 2>&1 &)
fi

# What runs beside every task, and the DNS server, have archives of their own, where there are any: fewer pages are read
# and written to. The first has all that --version needs too. All others, and the announcer of a whole agent, have the JVM's own.
archive=
case ${1:-} in
  executor | announce | --version | -V)
    case " $* " in
      *' --agent'[\ =]*) ;;
      *) archive=$server/agent.jsa ;;
    esac
    ;;
  dns)
    case ${2:-} in
      explain | ready | check-config | -h | --help) ;;
      *) archive=$server/dns.jsa ;;
    esac
    ;;
esac

# Herald's classes are in the runtime itself, whatever the class path says.
herald_main=@MAIN@
become_herald "$HERALD_HOME/runtime/bin/java" "$HERALD_HOME/runtime/lib/modules" "$HERALD_HOME/lib/dns-compiler.json" \
  "$archive" "$@"
