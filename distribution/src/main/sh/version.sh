# What is built, to be sourced. Takes $checkout, sets $version and exports SOURCE_DATE_EPOCH, the commit's time.

# Of a tag v1.2.3 it is 1.2.3, five commits later 1.2.3+5.COMMIT; without a tag 0.1.0+COMMIT. A tree with changes that are
# not committed says so.
version() {
  [ -z "${HERALD_VERSION:-}" ] || { printf '%s' "$HERALD_VERSION"; return; }
  described=$(git -C "$checkout" describe --tags --match 'v[0-9]*' --long --abbrev=12 2>/dev/null) || described=
  commit=$(git -C "$checkout" rev-parse --short=12 HEAD)
  changed=
  [ -z "$(git -C "$checkout" status --porcelain --untracked-files=no)" ] || changed=.changed
  if [ -n "$described" ]; then
    base=${described%-*-g*}
    since=${described#"$base"-}
    since=${since%-g*}
    if [ "$since" = 0 ]; then
      printf '%s%s' "${base#v}" "${changed:++changed}"
    else
      printf '%s+%s.%s%s' "${base#v}" "$since" "$commit" "$changed"
    fi
  else
    printf '0.1.0+%s%s' "$commit" "$changed"
  fi
}

git -C "$checkout" rev-parse HEAD >/dev/null 2>&1 || [ -n "${HERALD_VERSION:-}${SOURCE_DATE_EPOCH:-}" ] ||
  die "packages are named and dated after a commit: build in a clone, or set HERALD_VERSION and SOURCE_DATE_EPOCH."
version=$(version)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$checkout" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
