#!/bin/bash
# What Herald's processes cost on a machine, measured on the installed form: CPU-seconds and proportional memory
# (PSS, from smaps_rollup), medians; the threads of one executor by name; the announcer of an agent's tasks
# (announce-agent.sh, by the same installation). What it prints is the section "What a process costs" of docs/performance.md.
# Usage: benchmarks/footprint.sh [TARBALL [TASKS-OF-THE-AGENT]]; without a tarball the newest of ./herald package. 0 tasks: without
# the announcer of an agent. FOOTPRINT_ROUNDS (10) is how often --version and herald dns are started. It takes about twelve minutes,
# three of which are the announcer's of an agent.
# Its ports are 22181 (ZooKeeper), 25050, 28053 and 28123, and those of announce-agent.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${FOOTPRINT_ROUNDS:-10}
tarball=${1:-$(ls -t target/dist/herald-[0-9]*.tar.gz 2>/dev/null | head -n 1 || true)}
[ -n "$tarball" ] || { echo "first: ./herald package" >&2; exit 1; }
command -v python3 >/dev/null || { echo "missing: python3" >&2; exit 1; }
work=$(mktemp -d)
demo= dns= state=
# Java processes of this installation whose arguments have the word $1 behind the main class.
processes() {
  for p in $(pgrep -f "Herald $1"); do
    if [ "$(readlink "/proc/$p/exe")" = "$work/herald/runtime/bin/java" ] && [ "$(cat "/proc/$p/comm")" = java ]; then
      echo "$p"
    fi
  done
}
finish() {
  for process in $(processes announce) $dns $state $demo; do kill "$process" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap finish EXIT
tar -xzf "$tarball" -C "$work"
mv "$work"/herald-* "$work/herald"
herald=$work/herald/bin/herald
"$work/herald/bin/archive-classes"

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
pss() { awk '/^Pss:/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/smaps_rollup"; }
# The JVM's own are called as it calls them; "java" are the one that waits for Java's main, and that one.
thread_names() { cat /proc/"$1"/task/*/comm | sort | uniq -c | sort -k1,1rn -k2 | awk '{ n = $1; sub(/^ *[0-9]+ /, ""); print (n > 1 ? n " x " : "") "`" $0 "`" }' | paste -sd , | sed 's/,/, /g'; }
load() { awk '{ print $1 }' /proc/loadavg; }
threads() { awk '/^Threads:/ { print $2 }' "/proc/$1/status"; }
cpu() { awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.2f\n", ($12 + $13) / ticks }' "/proc/$1/stat"; }
# $1: what the row is of; the rest: processes, of which each column shows the median
row() {
  local what=$1
  shift
  echo "| $what | $(for p; do cpu "$p"; done | median) | $(for p; do pss "$p"; done | median) | $(for p; do threads "$p"; done | median) |"
}
# $1: a set's path; $2: how many members it is to have
await_members() {
  until [ "$("$herald" serverset ls --zk 127.0.0.1:22181 "$1" 2>/dev/null | awk '{ print $2 }')" = "$2" ]; do sleep 1; done
}

echo "$(nproc) cores; load average $(load) at the beginning"
echo
echo "| | CPU-s | PSS, MB | threads |"
echo "|---|---|---|---|"
python3 - "$work/herald/runtime/bin/java" "$herald" "$rounds" <<'END'
import os, resource, statistics, subprocess, sys

def ran(command):
    cpu, memory = [], []
    for _ in range(int(sys.argv[3])):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        cpu.append(usage.ru_utime + usage.ru_stime)
        memory.append(usage.ru_maxrss / 1024)
    return f"{statistics.median(cpu):.2f} | {statistics.median(memory):.0f} (RSS at most) |"

java, herald = sys.argv[1:3]
print("| a JVM alone, `java -version` |", ran([java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
    "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0", "-version"]), "|")
print("| `herald --version` |", ran([herald, "--version"]), "|")
END

cat >"$work/job.yaml" <<'END'
cluster: devcluster
role: vagrant
environment: test
name: footprint
service: true
instances: 10
ports: [http]
task:
  processes: [{name: server, cmdline: exec sleep 10000}]
  resources: {cpu: 0.01, ram: 16MB, disk: 1MB}
  finalization_wait: 10
announce: {primary_port: http}
END
"$herald" demo --job "$work/job.yaml" --zookeeper-port 22181 --mesos-port 25050 --dns-port 28053 --http-port 28123 \
  >"$work/demo.log" 2>&1 &
demo=$!
# CPU-seconds of each executor when its log says that the task runs.
python3 - "$work/herald/runtime/bin/java" >"$work/running.cpu" <<'END'
import os, sys, time

java, ticks = sys.argv[1], os.sysconf("SC_CLK_TCK")
running = {}

def cpu(process):
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / ticks

until = time.monotonic() + 300
while len(running) < 10 and time.monotonic() < until:
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            if process in running or os.readlink(f"/proc/{process}/exe") != java:
                continue
            with open(f"/proc/{process}/cmdline", "rb") as line:
                if b"executor" not in line.read().split(b"\0"):
                    continue
            with open(f"/proc/{process}/cwd/stderr") as log:
                if "is TASK_RUNNING" in log.read():
                    running[process] = cpu(process)
        except OSError:
            pass  # it has ended, or is of another user
    time.sleep(0.05)
for seconds in running.values():
    print(seconds)
END
await_members /aurora/vagrant/test/footprint 10
echo "| executor of a task without a check, exec to TASK_RUNNING | $(median <"$work/running.cpu") | | |"
sleep 75 # threads without work have ended, the last after a minute: the JDK's that waited for the guardian to leave
# shellcheck disable=SC2046 # process ids
row 'executor of a task without a check, announced and at rest, one of ten' $(processes executor)
names=$(thread_names "$(processes executor | head -n 1)")

sed 's/^name: .*/name: announced/' "$work/job.yaml" >"$work/announced.yaml"
for i in 0 1 2 3 4 5 6 7 8 9; do
  "$herald" announce --job "$work/announced.yaml" --instance $i --port http=$((30000 + i)) --announcer-hostname localhost \
    --announcer-ensemble 127.0.0.1:22181 -- sleep 10000 >"$work/announce.$i.log" 2>&1 &
done
await_members /aurora/vagrant/test/announced 10
sleep 75
# shellcheck disable=SC2046 # process ids
row '`herald announce -- command`, at rest, one of ten' $(processes announce)
# shellcheck disable=SC2046 # process ids
kill $(processes announce)
kill "$demo"
wait "$demo" || true
demo=

python3 - 25051 <<'END' &
import http.server, json, sys

tasks = [{"id": f"web.{i}", "name": "web", "framework_id": "F", "executor_id": "", "slave_id": f"S{i % 5}",
          "state": "TASK_RUNNING", "resources": {"cpus": 1, "mem": 64, "ports": f"[{31000 + i}-{31000 + i}]"},
          "statuses": [{"state": "TASK_RUNNING", "timestamp": 1.0, "container_status": {"network_infos": [
              {"ip_addresses": [{"ip_address": f"10.0.0.{i + 1}"}]}]}}]} for i in range(100)]
state = {"version": "1.11.0", "leader": f"master@127.0.0.1:{sys.argv[1]}", "pid": f"master@127.0.0.1:{sys.argv[1]}",
         "slaves": [{"id": f"S{i}", "hostname": f"10.1.0.{i + 1}", "pid": f"slave(1)@10.1.0.{i + 1}:5051"} for i in range(5)],
         "frameworks": [{"id": "F", "name": "marathon", "active": True, "tasks": tasks}]}
body = json.dumps(state).encode()

class Master(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path.startswith(("/state", "/master/state"))
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", str(len(body) if known else 0))
        self.end_headers()
        if known:
            self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Master).serve_forever()
END
state=$!
# Each from the start and on its own, as a machine has one.
for _ in $(seq "$rounds"); do
  "$herald" dns --masters 127.0.0.1:25051 --listener 127.0.0.1 --port 28053 --http-listener 127.0.0.1 --http-port 28123 \
    >"$work/dns.log" 2>&1 &
  dns=$!
  until python3 -c 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:28123/ready")' 2>/dev/null; do sleep 0.2; done
  cpu "$dns" >>"$work/dns.cpu"
  sleep 3
  pss "$dns" >>"$work/dns.pss"
  threads "$dns" >>"$work/dns.threads"
  kill "$dns"
  wait "$dns" || true
done
dns=
kill "$state"
wait "$state" || true
state=
echo "| \`herald dns\` of 100 tasks, to serving and at rest | $(median <"$work/dns.cpu") | $(median <"$work/dns.pss") | $(median <"$work/dns.threads") |"

echo
echo "The threads of such an executor: $names"
echo
[ "${2:-1000}" = 0 ] || HERALD_BENCH_COMMAND=$herald benchmarks/announce-agent.sh "${2:-1000}" 30
echo
echo "load average $(load) at the end"
