#!/bin/sh
# Moved: this forwards for one release.
echo "$0 is deprecated; use testing/soak/fuzz.sh" >&2
exec "$(dirname "$0")/../../testing/soak/fuzz.sh" "$@"
