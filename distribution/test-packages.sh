#!/bin/bash
# Installs what `./herald package` built into a bare Debian 12 and looks at what it does there: in a folder of its own
# (debootstrap from this machine's own apt source), without JDK and Maven, and in network and process namespaces of
# its own. Needs root. Leaves nothing behind. `./herald test --packages` calls it; an argument, archives, deb, images,
# libraries or same, is the part that alone is tested. The libraries are published here, with a key that is thrown away, and a
# framework of somebody else's (external-project) is built with them.
set -euo pipefail
cd "$(dirname "$0")/.."

part=${1:-all}
dist=target/dist
newest() { ls -t "$dist"/$1 2>/dev/null | head -n 1; }
deb=$(newest 'herald_*.deb')
tarball=$(newest 'herald-[0-9]*.tar.gz')
agent=$(newest 'herald-executor-*.tar.gz')
[ "$part" = libraries ] || { [ -n "$deb" ] && [ -n "$tarball" ] && [ -n "$agent" ]; } || {
  echo "first: ./herald package" >&2
  exit 1
}
[ "$(id -u)" -eq 0 ] || { echo "needs root, for debootstrap and chroot" >&2; exit 1; }

work=$(mktemp -d /var/tmp/herald-packages.XXXXXX)
root=$work/root
failed=0
check() { # $1: what is checked; the rest: the command that is to succeed
  local what=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    echo "PASS $what"
  else
    echo "FAIL $what"
    sed 's/^/     /' "$work/out" | tail -n 20
    failed=$((failed + 1))
  fi
}
# Runs a shell command in namespaces that end with it: no process and no mount outlives it. $1: what of it is prepared
# and how the root, "$root", is entered for "$2"; $2: the root; $3: the command.
isolated() {
  unshare --mount --pid --net --ipc --fork --kill-child --propagation private bash -c '
    set -e
    root=$1
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/dev"
    for device in null zero random urandom full; do
      touch "$root/dev/$device" && mount --bind "/dev/$device" "$root/dev/$device"
    done
    mkdir -p "$root/dev/shm" "$root/dev/pts"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    ip link set lo up
    '"$1" isolated "$2" "$3"
}
inside() { # $1: the command, as root in the bare Debian
  isolated 'exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C sh -ec "$2"' "$root" "$1"
}
# To be put before a command of inside or in_image: what the HTTP API of herald dns counts; there is no curl in a bare Debian.
metrics='metrics() { bash -c "exec 3<>/dev/tcp/127.0.0.1/8123 && printf \"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n\" >&3 && cat <&3"; }
udp() { metrics | grep "^herald_dns_udp_sockets{way=\"$1\"[^}]*} [1-9]"; }'
finish() {
  rm -rf --one-file-system "$work"
}
trap finish EXIT

# ---- the libraries ------------------------------------------------------------------------------

if [ "$part" = all ] || [ "$part" = libraries ]; then
repository=$work/repository
# Of its own, so that nothing of Herald's in it is from elsewhere.
external=$PWD/target/external-repository
rm -rf "$external/io/herald"
publish() {
  export GNUPGHOME=$work/gnupg
  mkdir -m 700 "$GNUPGHOME"
  gpg --batch --quiet --passphrase '' --quick-gen-key 'Throw-away <nobody@example.org>' rsa3072 sign never
  gpg --batch --export >"$work/key.gpg"
  MAVEN_GPG_KEY=$(gpg --batch --export-secret-keys --armor) distribution/release.sh "$repository"
  gpgconf --kill gpg-agent
}
version() { (checkout=$PWD; die() { echo "$*" >&2; exit 1; }; . distribution/src/main/sh/version.sh; printf '%s' "$version"); }
# Each module's folder has what a repository asks for, and everything in it is signed by the key.
complete() {
  local module pom file
  for module in $(sed -n 's|.*<artifactId>\(herald-[^<]*\)</artifactId><version>.*|\1|p' bom/pom.xml); do
    pom=$repository/io/herald/$module/$version/$module-$version
    for file in .jar -sources.jar -javadoc.jar -cyclonedx.json .pom; do
      [ -s "$pom$file" ] || { echo "$module has no $file"; return 1; }
    done
    unzip -l "$pom-sources.jar" | grep '\.java$' >/dev/null || { echo "$module: no sources in $pom-sources.jar"; return 1; }
    unzip -l "$pom-javadoc.jar" | grep 'index.html' >/dev/null || { echo "$module: no pages in $pom-javadoc.jar"; return 1; }
    python3 - "$pom-cyclonedx.json" "$module" "$version" <<'END' || return 1
import json, sys
bom = json.load(open(sys.argv[1]))
subject = bom["metadata"]["component"]
assert bom["bomFormat"] == "CycloneDX" and (subject["name"], subject["version"]) == tuple(sys.argv[2:]), subject
assert all(part["version"] and part["purl"] for part in bom.get("components", [])), bom
END
    ! grep -E 'SNAPSHOT|<parent>|\$\{|<scope>test|<build>' "$pom.pom" || { echo "is in $pom.pom"; return 1; }
    for file in "$pom"*; do
      case $file in *.asc | *.md5 | *.sha1 | *.sha256 | *.sha512) continue ;; esac
      gpgv --quiet --keyring "$work/key.gpg" "$file.asc" "$file" || { echo "$file: no good signature"; return 1; }
    done
  done
  [ -s "$repository/io/herald/herald-bom/$version/herald-bom-$version.pom.asc" ]
  ! grep -v 'herald' "$repository/io/herald/herald-bom/$version/herald-bom-$version.pom" | grep '<groupId>'
}
framework() { # $1: Guice; $2: protobuf-java; the rest: arguments of Maven's
  mvn -B -q -f distribution/external-project/pom.xml -Dmaven.repo.local="$external" -Dherald.version="$version" \
    -Dherald.repository="file://$repository" -Dguice.version="$1" -Dprotobuf.version="$2" "${@:3}"
}
# The first time it fetches what isn't Herald's; then it does without any other place.
offline() {
  framework "$1" "$2" clean process-classes >"$work/online" 2>&1 || { cat "$work/online"; return 1; }
  rm -rf "$external/io/herald"
  framework "$1" "$2" --offline -Daether.offline.protocols=file clean process-classes
}
# What comes along with the two modules that frameworks take, by name.
along() {
  framework 6.0.0 3.25.5 -pl without-guice dependency:list -DincludeScope=runtime -DoutputFile="$work/along" >/dev/null
  sed -n 's/^ *\([a-z].*\):jar:.*/\1/p' "$work/along" | sort -u >"$work/names"
  sed -n 's/^| `\([^`]*:[^`]*\)` |.*/\1/p' docs/howto/use-the-libraries.md | sort -u | diff - "$work/names"
}
version=$(version)
check "the libraries are published, in the version of the commit" publish
check "each has sources, javadoc, a list of what is in it, a POM of its own, and good signatures" complete
for guice in 5.1.0 6.0.0; do
  for protobuf in 3.5.1 3.25.5; do
    check "a framework with Guice $guice and protobuf-java $protobuf builds and runs with them, offline" \
      offline "$guice" "$protobuf"
  done
done
check "what comes along is what the how-to says" along
[ "$part" = all ] || { [ "$failed" -eq 0 ] || exit 1; echo "all checks of the libraries passed"; exit; }
fi

# ---- two builds -----------------------------------------------------------------------------------

# Another clone, at another place, built anew: the same bytes, but for what is in an archive of classes.
if [ "$part" = all ] || [ "$part" = same ]; then
built_again() {
  git clone -q . "$work/clone" && "$work/clone/herald" package >"$work/again" 2>&1 || { cat "$work/again"; return 1; }
}
without_classes() { gzip -dc "$1" | tar --delete --wildcards '*/classes.jsa' | sha256sum; }
same() { # $1: a file in target/dist
  local other=$work/clone/$dist/${1##*/}
  [ -f "$other" ] || { echo "there is no $other: target/dist is of another commit, or of changed files"; return 1; }
  case $1 in
    *herald-executor*) [ "$(without_classes "$1")" = "$(without_classes "$other")" ] ;;
    *) cmp "$1" "$other" ;;
  esac
}
check "another clone of the commit is built" built_again
check "its tarball is the same" same "$tarball"
check "its .deb is the same" same "$deb"
check "its archive of the executor is the same, but for the archive of classes in it" same "$agent"
rm -rf "$work/clone"
[ "$part" = all ] || { [ "$failed" -eq 0 ] || exit 1; echo "all checks of two builds passed"; exit; }
fi

# ---- the root -----------------------------------------------------------------------------------

sources=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true; } | sed -n 's/^deb \(\[[^]]*\] \)\?\(http[^ ]*\) .*/\2/p' | head -n 1)
[ -n "$sources" ] || sources=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources | head -n 1)
cache=target/debootstrap.tar
if [ ! -f "$cache" ]; then
  echo "herald: making a bare Debian 12 (once; target/debootstrap.tar keeps it)" >&2
  debootstrap --variant=minbase --include=adduser,systemd,man-db,bind9-dnsutils,procps,groff,bash-completion,zsh,fish,mandoc,etcd-server,etcd-client \
    bookworm "$root" "$sources" >"$work/debootstrap.log" 2>&1 || { tail -n 20 "$work/debootstrap.log"; exit 1; }
  tar --directory "$root" --create . >"$cache.new"
  mv "$cache.new" "$cache"
else
  mkdir -p "$root"
  tar --directory "$root" --extract --file "$cache"
fi
cp "$deb" "$root/herald.deb"
mkdir "$root/opt/a folder"
tar -xzf "$tarball" -C "$root/opt/a folder"
mkdir "$root/opt/agent"
tar -xzf "$agent" -C "$root/opt/agent"
mv "$root/opt/a folder"/herald-* "$root/opt/a folder/herald"
mv "$root/opt/agent"/herald-executor-* "$root/opt/agent/herald"
find "$root" -path "$root/proc" -prune -o -path "$root/opt" -prune -o ! -name herald.deb -print | sort >"$work/before"

# ---- the archives -------------------------------------------------------------------------------

if [ "$part" = all ] || [ "$part" = archives ]; then

check "there is no Java in the root" inside '! command -v java && ! command -v mvn'
check "the tarball's herald says its version" inside '"/opt/a folder/herald/bin/herald" --version | grep "^herald [0-9]"'
check "it runs by a link, read-only, without archives" inside '
  ln -s "/opt/a folder/herald/bin/herald" /tmp/linked
  mount --bind "/opt/a folder" "/opt/a folder" && mount -o remount,ro,bind "/opt/a folder"
  rm -f /tmp/err
  /tmp/linked --version 2>/tmp/err | grep "^herald" && [ ! -s /tmp/err ]
  rm /tmp/linked /tmp/err'
check "its first start makes the archives, two at once make them once" inside '
  h="/opt/a folder/herald"
  rm -rf "$h/runtime/lib/server/archiving"* "$h/runtime/lib/server/archives.version" # what ended with the last check
  "$h/bin/herald" --version & "$h/bin/herald" --version; wait
  tries=0
  until [ -f "$h/runtime/lib/server/archives.version" ]; do tries=$((tries+1)); [ $tries -lt 300 ]; sleep 1; done
  for archive in classes dns agent; do [ -s "$h/runtime/lib/server/$archive.jsa" ]; done'
check "they are used" inside '
  "/opt/a folder/herald/runtime/bin/java" -XX:+UseSerialGC -Xlog:class+load -cp /x io.herald.launcher.Herald --version |
    grep "io.herald.launcher.Herald .*shared objects file"'
check "archives of another version are made anew" inside '
  h="/opt/a folder/herald/runtime/lib/server"
  echo other >"$h/archives.version"; rm "$h/classes.jsa"
  "/opt/a folder/herald/bin/herald" --version
  tries=0
  until [ -f "$h/classes.jsa" ]; do tries=$((tries+1)); [ $tries -lt 300 ]; sleep 1; done'
check "the demo's story passes from the tarball" inside '"/opt/a folder/herald/bin/herald" demo --check'
follow='
  h="/opt/a folder/herald/bin/herald"
  "$h" mesos --port 5050 --work-dir /tmp/mesos >/tmp/mesos.log 2>&1 & mesos=$!
  "$h" dns --masters 127.0.0.1:5050 --listener 127.0.0.1 --external-on=false >/tmp/dns.log 2>&1 & dns=$!
  await() {
    tries=0
    until "$@"; do tries=$((tries+1)); [ $tries -lt 120 ] || { tail -n 9 /tmp/*.log; exit 1; }; sleep 1; done
  }'
check "dns receives in batches and unpacks nothing to be run, so /tmp may be noexec" inside "$metrics"'
  mount -t tmpfs -o noexec tmpfs /tmp'"$follow"'
  await udp batches
  if find /tmp -name "*.so*" | grep .; then exit 1; fi
  grep "/opt/a folder/herald/runtime/lib/libjffi" /proc/$dns/maps
  if grep "each datagram" /tmp/dns.log; then exit 1; fi
  kill $dns $mesos; wait $dns $mesos || :'
check "without its native library it receives one by one, and says so once" inside "$metrics"'
  mount -t tmpfs -o noexec tmpfs /tmp
  mount --bind /dev/null "/opt/a folder/herald/runtime/lib/libjffi-1.2.so"'"$follow"'
  await udp channel
  [ "$(grep -c "each datagram" /tmp/dns.log)" = 1 ] || { cat /tmp/dns.log; exit 1; }
  kill $dns $mesos; wait $dns $mesos || :'
check "announce writes to an etcd, and dns answers from it" inside '
  h="/opt/a folder/herald/bin/herald"
  etcd --data-dir /tmp/etcd --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
    --initial-cluster default=http://127.0.0.1:2380 --listen-client-urls http://127.0.0.1:2379 \
    --advertise-client-urls http://127.0.0.1:2379 >/tmp/etcd.log 2>&1 & etcd=$!
  printf "%s\n" "{cluster: c, role: infra, environment: shared, name: web, ports: [http]," \
    " announce: {primary_port: http}}" >/tmp/web.yaml
  "$h" announce --job /tmp/web.yaml --instance 0 --port http=8080 --announcer-hostname 127.0.0.1 \
    --etcd http://127.0.0.1:2379 --skydns-name web.skydns.local -- sleep 600 >/tmp/announce.log 2>&1 & announce=$!
  "$h" dns --masters 127.0.0.1:5050 --listener 127.0.0.1 --external-on=false --etcd http://127.0.0.1:2379 \
    >/tmp/dns.log 2>&1 & dns=$!
  tries=0
  until dig +short +time=1 +tries=1 @127.0.0.1 web.skydns.local SRV | grep " 8080 "; do
    tries=$((tries+1)); [ $tries -lt 120 ] || { tail -n 6 /tmp/etcd.log /tmp/announce.log /tmp/dns.log; exit 1; }; sleep 1
  done
  kill $announce $dns; wait $announce $dns || :; kill $etcd; wait $etcd || :; rm -r /tmp/etcd /tmp/web.yaml /tmp/*.log'
check "the executor's archive has its commands" inside '/opt/agent/herald/bin/herald executor --help | grep -- --announcer-ensemble'
check "the executor's archive is at most 45 MB" test "$(stat -c %s "$agent")" -le 47185920
check "its executor runs the demo's tasks" inside '
  h="/opt/a folder/herald"
  "$h/bin/herald" demo >/tmp/demo.log 2>&1 & demo=$!
  until grep -q Ctrl-C /tmp/demo.log; do sleep 1; done
  sed "s/^name: .*/name: fetched/; s/^instances: .*/instances: 1/" "$h/examples/http-example.yaml" >/tmp/job.yaml
  "$h/bin/herald" scheduler --master 127.0.0.1:5050 --job /tmp/job.yaml \
    --executor-command "exec /opt/agent/herald/bin/herald executor --announcer-ensemble 127.0.0.1:2181" >/tmp/s.log 2>&1 & s=$!
  tries=0
  until /opt/agent/herald/bin/herald serverset ls --zk 127.0.0.1:2181 /aurora/vagrant/test/fetched | grep -q "fetched.1"; do
    tries=$((tries+1)); [ $tries -lt 120 ] || { cat /tmp/s.log; exit 1; }; sleep 1
  done
  kill $s; wait $s || :; kill $demo; wait $demo || :; rm /tmp/job.yaml /tmp/*.log'

fi

# ---- the .deb -----------------------------------------------------------------------------------

if [ "$part" = all ] || [ "$part" = deb ]; then

check "the .deb installs" inside 'dpkg -i /herald.deb'
check "herald is on the PATH, with its archives" inside '
  herald --version | grep "^herald [0-9]" && [ -s /usr/lib/herald/runtime/lib/server/agent.jsa ] &&
    [ -s /usr/lib/herald/runtime/lib/server/dns.jsa ]'
check "the units verify" inside '
  systemd-analyze verify /lib/systemd/system/herald-dns.service /lib/systemd/system/herald-lb.service \
    /lib/systemd/system/herald-publish.service /lib/systemd/system/herald-announce@.service \
    /lib/systemd/system/herald-announce-agent.service 2>&1 |
    grep "herald-" >/tmp/verify || :; cat /tmp/verify; [ ! -s /tmp/verify ]; rm /tmp/verify'
check "the units' filter of system calls lets datagrams pass in batches" inside '
  grep -h "^SystemCallFilter=" /lib/systemd/system/herald-*.service | sort -u | grep -x "SystemCallFilter=@system-service"
  systemd-analyze syscall-filter @system-service | grep -w @network-io
  systemd-analyze syscall-filter @network-io | grep -w recvmmsg
  systemd-analyze syscall-filter @network-io | grep -w sendmmsg'
check "herald dns answers on port 53 as its own user" inside "$metrics"'
  mkdir -p /run/n /var/lib/herald; chown herald /var/lib/herald /run/n
  printf "%s\n" "{\"masters\": [\"127.0.0.1:5050\"], \"domain\": \"mesos\", \"listener\": \"127.0.0.1\", \"stateDirectory\": \"/var/lib/herald\"}" >/tmp/dns.json
  herald mesos --port 5050 --work-dir /tmp/mesos >/tmp/mesos.log 2>&1 & mesos=$!
  setpriv --reuid herald --regid herald --clear-groups --inh-caps +net_bind_service --ambient-caps +net_bind_service \
    --no-new-privs herald dns --config /tmp/dns.json >/tmp/dns.log 2>&1 & dns=$!
  tries=0
  until dig +time=1 +tries=1 @127.0.0.1 mesos SOA | grep -q "status: NOERROR"; do
    tries=$((tries+1)); [ $tries -lt 120 ] || { cat /tmp/dns.log; exit 1; }; sleep 1
  done
  [ "$(ps -o user= -p $dns)" = herald ]
  udp batches
  kill $dns; wait $dns || :
  kill $mesos; wait $mesos || :; rm -rf /tmp/dns.* /tmp/mesos* /run/n'
check "herald lb reads the configuration that it comes with, and follows as its own user" inside '
  mkdir -p /var/lib/herald-lb; chown herald /var/lib/herald-lb
  setpriv --reuid herald --regid herald --clear-groups --no-new-privs \
    herald lb --config /etc/herald/lb.json --plane proxy >/tmp/lb.log 2>&1 & lb=$!
  tries=0
  until grep -q "VIPs and metrics at http://127.0.0.1:62080/" /tmp/lb.log; do
    tries=$((tries+1)); [ $tries -lt 120 ] || { cat /tmp/lb.log; exit 1; }; sleep 1
  done
  [ "$(ps -o user= -p $lb)" = herald ]
  kill $lb; wait $lb || :; rm -rf /tmp/lb.log /var/lib/herald-lb'
check "an upgrade keeps the configuration" inside '
  echo "{\"domain\": \"mine\"}" >/etc/herald/dns.json
  rm -rf /tmp/up && dpkg-deb -R /herald.deb /tmp/up
  sed -i "s/^Version: .*/&.next/" /tmp/up/DEBIAN/control
  sed -i "s/\"mesos\"/\"theirs\"/" /tmp/up/etc/herald/dns.json # the new version comes with another one, too
  dpkg-deb --root-owner-group -Znone -b /tmp/up /tmp/next.deb >/dev/null
  dpkg --force-confdef -i /tmp/next.deb </dev/null
  grep -q mine /etc/herald/dns.json && [ -f /etc/herald/dns.json.dpkg-dist ] && herald --version
  [ -s /usr/lib/herald/runtime/lib/server/classes.jsa ]; rm -rf /tmp/up /tmp/next.deb'
check "each manual page renders without a warning" inside '
  for page in /usr/share/man/man1/herald*.1.gz; do
    zcat "$page" | groff -ww -K utf8 -man -T utf8 -z 2>>/tmp/warnings
  done
  cat /tmp/warnings; [ ! -s /tmp/warnings ]; man herald-dns | grep -q "DESCRIPTION"; rm /tmp/warnings'
check "mandoc finds no fault in a manual page" inside '
  for page in /usr/share/man/man1/herald*.1.gz; do zcat "$page" >"/tmp/$(basename "$page" .gz)"; done
  mandoc -T lint -W warning /tmp/herald*.1; rm /tmp/herald*.1'
check "bash completes commands, flags and values" inside '
  cat >/tmp/complete.bash <<"END"
. /usr/share/bash-completion/completions/herald
compopt() { :; } # bash has it while it completes only
complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=(); _complete_herald; echo " ${COMPREPLY[*]} "; }
set -e
complete_line herald d | grep " dns "
complete_line herald dns --htt | grep -- " --http-port "
complete_line herald lb --haproxy-h | grep -- " --haproxy-http-port "
complete_line herald announce --announce-policy "" | grep -i " healthy "
! complete_line herald dns --stderr | grep stderrthreshold
END
  bash /tmp/complete.bash; rm /tmp/complete.bash'
check "fish completes commands, flags and values" inside '
  export HOME=/tmp
  fish -c "complete -C \"herald d\"" | grep "^dns"
  fish -c "complete -C \"herald dns --http\"" | grep -- "^--http-port"
  fish -c "complete -C \"herald announce --announce-policy \"" | grep -i "^healthy"
  if fish -c "complete -C \"herald dns --stderr\"" | grep stderrthreshold; then exit 1; fi
  rm -rf /tmp/.config /tmp/.local /tmp/.cache'
check "zsh completes commands, flags and values" inside '
  zsh -n /usr/share/zsh/vendor-completions/_herald
  cat >/tmp/complete.zsh <<"END"
zmodload zsh/zpty
zpty z zsh -f -i
# Ready when the editor of the next line is, which alone knows what ^D means.
zpty -w z "PROMPT=; autoload -Uz compinit; compinit -u -d /tmp/zcompdump; LISTMAX=10000; zle-line-init() { print -n rea\"\"dy }; zle -N zle-line-init"
zpty -r z shown "*ready*" || exit 1
listed() { # $1: the line so far; $2: what is offered; $3: what is not
  zpty -w -n z "$1"$'"'\004'"'
  zpty -r z shown "*$2*" || exit 1
  [[ -z ${3:-} || $shown != *$3* ]] || exit 1
  zpty -w -n z $'"'\025'"'
}
listed "herald d" dns
listed "herald dns --http-p" --http-port
listed "herald announce --announce-policy " healthy
zpty -d z
END
  timeout 120 zsh -f /tmp/complete.zsh; rm /tmp/complete.zsh /tmp/zcompdump*'
check "purge leaves no file and no user" inside '
  dpkg --purge herald && ! getent passwd herald'
find "$root" -path "$root/proc" -prune -o -path "$root/opt" -prune -o ! -name herald.deb -print | sort >"$work/after"
check "and the root is as it was" bash -c "diff <(grep -v '/root/run/\|/var/lib/dpkg\|/var/log\|/var/cache\|/root/dev/\|/etc/.*-$' $work/before) <(grep -v '/root/run/\|/var/lib/dpkg\|/var/log\|/var/cache\|/root/dev/\|/etc/.*-$' $work/after)"

fi

# ---- the images ---------------------------------------------------------------------------------

# Built by buildah without an engine, on the same bare Debian, and run by chroot: read-only, as their own user, with the
# volume that the image names and no /tmp.
if [ "$part" = all ] || [ "$part" = images ]; then
build() { buildah --storage-driver vfs --root "$work/storage" --runroot "$work/storage-run" "$@"; }
in_image() { # $1: the image; $2: a shell command
  local container mounted
  container=$(build from "$1")
  mounted=$(build mount "$container")
  isolated '
    mount -t tmpfs -o uid=65532,gid=65532 tmpfs "$root/var/lib/herald" 2>/dev/null || :
    mount -o remount,bind,ro "$root"
    sysctl -q net.ipv4.ip_unprivileged_port_start=0
    exec chroot --userspec=65532:65532 --groups=65532 "$root" /usr/bin/env -i \
      PATH=/opt/herald/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -ec "$2"' "$mounted" "$2"
}
export BUILDAH_ISOLATION=chroot
base() {
  local container
  container=$(build from scratch)
  build add -q "$container" "$cache" /
  build commit -q "$container" herald-base
}
# The commit's archives alone: the pattern of the file fits one.
mkdir -p "$work/context"
cp "$tarball" "$agent" "$work/context"
image() { build build -q --format docker --build-arg BASE=localhost/herald-base --file "distribution/src/main/containers/$1.Containerfile" --tag "herald-$1" "$work/context"; }
check "a bare Debian is an image" base
check "the image of dns builds" image dns
check "the image of the executor builds" image executor
check "they say whom they run as, and how health is asked" bash -c "$(declare -f build); work='$work'"'
  build inspect --type image herald-dns | grep -q "\"User\": \"65532:65532\"" &&
  build inspect --type image --format "{{.Docker.Config.Healthcheck.Test}}" herald-dns | grep -q "herald dns ready"'
check "dns answers from a read-only root, as its user, and is ready then" in_image herald-dns "$metrics"'
  cd /var/lib/herald
  if touch /opt/herald/here 2>/dev/null; then echo "the root can be written to"; exit 1; fi
  if herald dns ready --listener 127.0.0.1 --masters 127.0.0.1:5050; then echo "nothing answers yet"; exit 1; fi
  herald mesos --port 5050 --work-dir /var/lib/herald/mesos >mesos.log 2>&1 &
  HERALD_DNS_MASTERS=127.0.0.1:5050 HERALD_DNS_LISTENER=127.0.0.1 HERALD_DNS_EXTERNAL_ON=false
  HERALD_DNS_STATE_DIRECTORY=/var/lib/herald
  export HERALD_DNS_MASTERS HERALD_DNS_LISTENER HERALD_DNS_EXTERNAL_ON HERALD_DNS_STATE_DIRECTORY
  herald dns >dns.log 2>&1 &
  tries=0
  until herald dns ready; do
    tries=$((tries + 1))
    if [ "$tries" -eq 60 ]; then cat mesos.log dns.log; exit 1; fi
    sleep 1
  done
  dig +short @127.0.0.1 leader.mesos | grep -x 127.0.0.1
  udp batches'
check "the executor's commands are in its image" in_image herald-executor 'herald executor --help | grep -- --announcer-ensemble'
fi

[ "$failed" -eq 0 ] || { echo "$failed checks failed"; exit 1; }
echo "all checks of the packages passed"
