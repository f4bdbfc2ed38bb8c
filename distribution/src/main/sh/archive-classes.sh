#!/bin/sh
# Makes the archive of the classes that Herald's commands load, in a form that is mapped, shared by all processes of a
# machine, and not parsed. A start without it takes longer and more memory. `herald` calls it once in the background if
# the archive is missing and the folder writable; packages call it when they are installed. One runs at a time.
set -eu

home=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
server=$home/runtime/lib/server
archive=$server/classes.jsa
empty=$server/archiving

if ! mkdir "$empty" 2>/dev/null; then # another one makes it, unless that one was killed
  [ -n "$(find "$empty" -maxdepth 0 -mmin +10 2>/dev/null)" ] || exit 0
fi
trap 'rm -rf "$empty" "$archive.new"' EXIT
trap 'exit 143' TERM INT HUP
rm -f "$archive.new"
if "$home/runtime/bin/java" -Xshare:dump -XX:+UseSerialGC -Xmx512m -XX:-UsePerfData -Xlog:disable \
  -XX:SharedClassListFile="$home/lib/classes.list" -XX:SharedArchiveFile="$archive.new" -cp "$empty" >/dev/null 2>&1; then
  chmod 644 "$archive.new"
  mv "$archive.new" "$archive"
fi
# Also of one that could not be made: the next start doesn't try again.
cp "$home/lib/version" "$archive.of"
