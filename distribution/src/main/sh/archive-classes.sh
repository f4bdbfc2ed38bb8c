#!/bin/sh
# Makes the archives of the classes that Herald's commands load, in a form that is mapped, shared by all processes of a
# machine, and not parsed: one for all commands, one for the DNS server, and one for what runs beside every task. A
# start without them takes longer and more memory. `herald` calls it once in the background if they are missing and the
# folder is writable; packages call it when they are installed. One runs at a time.
set -eu

home=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
server=$home/runtime/lib/server
empty=$server/archiving

if ! mkdir "$empty" 2>/dev/null; then # another one makes them, unless that one was killed
  maker=
  [ ! -f "$empty.pid" ] || read -r maker <"$empty.pid" || :
  [ -n "$maker" ] && [ ! -d "/proc/$maker" ] || exit 0
fi
echo $$ >"$empty.pid"
trap 'rm -rf "$empty" "$empty.pid" "$server"/*.jsa.new' EXIT
trap 'exit 143' TERM INT HUP

for list in "$home"/lib/*.list; do
  archive=$server/$(basename "$list" .list).jsa
  rm -f "$archive.new"
  if "$home/runtime/bin/java" -Xshare:dump -XX:+UseSerialGC -Xmx512m -XX:-UsePerfData -Xlog:disable \
    -XX:SharedClassListFile="$list" -XX:SharedArchiveFile="$archive.new" -cp "$empty" >/dev/null 2>&1; then
    chmod 644 "$archive.new"
    mv "$archive.new" "$archive"
  else
    rm -f "$archive"
  fi
done
# Also of those that could not be made: the next start doesn't try again.
cp "$home/lib/version" "$server/archives.version"
