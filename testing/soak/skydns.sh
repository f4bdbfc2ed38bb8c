#!/bin/sh
# SkyDNS' keys in a real etcd, written and removed at random while the way to it is cut, broken or silent, etcd is killed
# and started again, and its history compacted meanwhile: no key that lives throughout may be denied at any moment, and at
# rest the answers equal the keys. Prints the seed and what was counted; the exit status says whether all of it held.
# Usage: testing/soak/skydns.sh [KEYS] [FAULTS] [SEED]    (default 10000 keys, 50 faults; some two minutes)
set -eu
cd "$(dirname "$0")/../.."
./herald --version >/dev/null # sees to JDK and Maven
exec mvn -B -q -Pquick -Dmaven.test.skip=false -DskipTests=false -pl skydns -am test \
  -Dsurefire.failIfNoSpecifiedTests=false -Dtest=KeysUnderFaultsTest \
  -Dsoak.keys="${1:-10000}" -Dsoak.faults="${2:-50}" ${3:+-Dseed="$3"}
