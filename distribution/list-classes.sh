#!/bin/sh
# Writes anew which classes Herald's commands load: distribution/src/main/classes/*.classes, which every archive of
# classes is made of. Needs curl and dig. To be run now and then after `./herald package`: a class that is missing there
# costs a start some time, one that is gone costs nothing. The lists are in the repository, and not made by each build,
# since what a run loads differs a little from run to run, and two builds of one commit must not.
set -eu
cd "$(dirname "$0")/.."
lists=$PWD/distribution/src/main/classes
work=$PWD/distribution/target/lists
ports=${LIST_CLASSES_PORTS:-25000} # the first of two hundred, of which it takes six
home=$(echo "$PWD"/distribution/target/work/herald-[0-9]*)
agent=$(echo "$PWD"/distribution/target/work/herald-executor-*)
rm -rf "$work"
mkdir -p "$work/empty" "$work/traces"

# $1: an installed tree; $2: a name for the list; the rest: main class and arguments
record() {
  tree=$1 list=$work/$2
  shift 2
  "$tree/runtime/bin/java" -XX:+UseSerialGC -XX:-UsePerfData "-XX:DumpLoadedClassList=$list" -cp "$work/empty" "$@"
}

main=io.herald.launcher.Herald
record "$home" version $main --version
record "$home" help $main --help >/dev/null
record "$home" dns-help $main dns --help >/dev/null
record "$agent" version.agent io.herald.launcher.AgentHerald --version

# An executor of each package runs a task of the demo's job, beside the demo's own; a sidecar announces a command.
"$home/bin/herald" demo --zookeeper-port $((ports + 181)) --mesos-port $((ports + 50)) --dns-port $((ports + 54)) --http-port $((ports + 124)) \
  >"$work/demo.log" 2>&1 &
demo=$!
server=
trap 'kill $server "$demo" 2>/dev/null || :' EXIT
tries=0
until grep -q "Ctrl-C" "$work/demo.log"; do
  tries=$((tries + 1))
  { [ "$tries" -lt 300 ] && kill -0 "$demo"; } || { cat "$work/demo.log"; exit 1; }
  sleep 1
done

# The DNS server reads that cluster, and is asked what it is asked every day.
record "$home" dns.server $main dns --masters 127.0.0.1:$((ports + 50)) --listener 127.0.0.1 --port $((ports + 153)) \
  --http-listener 127.0.0.1 --http-port $((ports + 123)) >"$work/dns.log" 2>&1 &
server=$!
tries=0
until "$home/bin/herald" dns ready --masters 127.0.0.1:$((ports + 50)) --listener 127.0.0.1 --port $((ports + 153)) \
  >"$work/ready.log" 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { cat "$work/dns.log" "$work/ready.log"; exit 1; }
  sleep 1
done
for name in leader.mesos slave.mesos; do
  dig +short +notcp @127.0.0.1 -p $((ports + 153)) $name A
  dig +short +tcp @127.0.0.1 -p $((ports + 153)) $name A
done >"$work/dig.log"
for page in ready v1/version v1/config v2/services metrics; do
  curl -fsS "http://127.0.0.1:$((ports + 123))/$page" >"$work/page"
done
kill "$server"
wait "$server" || :
server=

# $1: a name; $2: an installed tree; $3: the main class
run_executor() {
  sed "s/^name: .*/name: list-$1/; s/^instances: .*/instances: 1/" examples/http-example.yaml >"$work/$1.yaml"
  "$home/bin/herald" scheduler --master 127.0.0.1:$((ports + 50)) --job "$work/$1.yaml" --executor-command "exec \
'$2/runtime/bin/java' -XX:+UseSerialGC -XX:-UsePerfData '-XX:DumpLoadedClassList=$work/executor.$1' -cp '$work/empty' \
$3 executor --announcer-ensemble 127.0.0.1:$((ports + 181))" >"$work/scheduler.$1.log" 2>&1 &
  scheduler=$!
  tries=0
  until "$home/bin/herald" serverset ls --zk 127.0.0.1:$((ports + 181)) /aurora/vagrant/test/list-"$1" 2>/dev/null | grep -q "list-$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { cat "$work/scheduler.$1.log"; exit 1; }
    sleep 1
  done
  kill "$scheduler"
  wait "$scheduler" || :
}
run_executor herald "$home" $main
run_executor agent "$agent" io.herald.launcher.AgentHerald
for tree in herald agent; do
  case $tree in
    herald) at=$home to=$main ;;
    *) at=$agent to=io.herald.launcher.AgentHerald ;;
  esac
  record "$at" announce.$tree $to announce --job examples/http-example.yaml --port http=1,admin=2 \
    --announcer-ensemble 127.0.0.1:$((ports + 181)) --announcer-hostname localhost -- sleep 3 || :
done
kill "$demo"
wait "$demo" || :

# $1: the list; the rest: what it is made of. Classes that a run made up are left out: proxies, hidden ones.
merge() {
  list=$1
  shift
  {
    printf '# Written by distribution/list-classes.sh.\n'
    cat "$@" | grep -v '^#' | grep -v 'Proxy[0-9]*$' | sed 's/ id: .*//' | LC_ALL=C sort -u
  } >"$lists/$list"
  wc -l "$lists/$list"
}
cd "$work"
merge herald.classes version help dns-help dns.server executor.herald announce.herald
merge dns.classes dns.server
merge agent.classes version.agent executor.agent announce.agent
