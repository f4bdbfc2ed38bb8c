#!/bin/sh
# Serves the same clusters to two builds of Herald and compares the records that they make of them.
# Usage: testing/axfr/compare.sh A B, each a checkout (its target/herald.jar, else launcher/target/herald.jar)
# or a jar. Prints each difference, A's lines with -, B's with +. Exit status: 0 none, 1 some, 2 it can't tell.
# Needs Java and python3, and nothing from outside. What is served: states.py.
exec python3 -B "$(dirname "$0")/compare.py" "$@"
