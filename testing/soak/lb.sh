#!/bin/sh
# The data planes under load while tasks are scaled, hang and vanish, and Herald, HAProxy and at last the leading master
# are killed, again and again: no request may fail that a plane could have served. As root with nftables, in a network
# namespace of its own. Prints what was counted; the exit status says whether all of it held.
# Usage: testing/soak/lb.sh [ROUNDS] [SECONDS]    (default 20 rounds with 5 s of load before and after each event)
set -eu
cd "$(dirname "$0")/../.."
./herald --version >/dev/null # sees to JDK and Maven
mvn -B -q -Pquick -pl launcher -am package -DskipTests
exec python3 testing/planes/faults.py --jar launcher/target/herald.jar --rounds "${1:-20}" --seconds "${2:-5}"
