#!/usr/bin/env bash
# What the load balancer costs: each plane beside a direct connection, beside HAProxy in TCP mode as one writes it by hand
# and, as root, beside a rule of the bare kernel, in one run and by turns, so that what else the machine does falls on all
# alike; medians of the rounds. The backends are three nginx. One table, a row for each plane:
#  - requests over kept connections, and connections of one request. "CPU" is the balancer's own, user and system, by /proc,
#    and beside it how many times that of HAProxy in TCP mode it is; "machine" is all that the machine's processors did
#    meanwhile, beyond what a direct connection takes: the kernel's planes have no process of their own. "added" is what is
#    added to a request on one connection.
#  - a change, of VIPs of ten backends each, of which a task ends or comes back: from the event to the plane that has applied
#    it, alone and beside wrk on both processors; until the first state is applied; the live heap then.
#  - idle connections, each after one request. The memory of a JVM that has room in its heap doesn't grow; its live heap says
#    what a connection takes.
# Usage: benchmarks/lb.sh [ROUNDS] [SECONDS] [IDLE] [VIPS] [CHANGES]
#   (default 3 rounds of 5 s for each figure, 10,000 idle connections, 1,000 VIPs, 400 changes; 0 leaves its columns out;
#   15 to 20 minutes)
# or:    benchmarks/lb.sh short
#   (2 rounds of 2 s, without the proxy over the JDK's sockets, 5,000 idle connections, 1,000 VIPs, 60 changes; within 6
#   minutes on two processors, building excepted)
# As root everything runs in a network namespace of its own; otherwise nftables is left out.
# Needs nginx, haproxy, wrk, python3, jcmd; as root nft, ip, conntrack.
set -euo pipefail
script=$(readlink -f "$0")
cd "$(dirname "$script")/.."
short=${LB_SHORT:-0}
if [ "${1:-}" = short ]; then
  short=1
  set -- 2 2 5000 1000 60
fi
rounds=${1:-3}
seconds=${2:-5}
idle=${3:-10000}
vips=${4:-1000}
changes=${5:-400}
PATH=$PATH:/usr/sbin
for tool in nginx haproxy wrk python3 jcmd; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
if [ -z "${LB_INSIDE:-}" ]; then
  ./herald --version >/dev/null # sees to JDK and Maven
  mvn -B -q -Pquick -pl benchmarks -am package dependency:build-classpath -DincludeScope=runtime \
    -Dmdep.outputFile=target/lb-classpath.txt
  namespace=herald-bench-$$
  if [ "$(id -u)" -eq 0 ] && ip netns add "$namespace" 2>/dev/null; then
    trap 'ip netns delete "$namespace"' EXIT
    ip -n "$namespace" link set lo up
    # Masquerading needs an address that isn't loopback's, as every machine has one.
    ip -n "$namespace" link add here type veth peer name there
    ip -n "$namespace" addr add 10.77.0.1/24 dev here
    ip -n "$namespace" link set here up
    ip -n "$namespace" link set there up
    LB_SHORT=$short LB_INSIDE=namespace ip netns exec "$namespace" "$script" "$@"
    exit
  fi
  echo "nftables is left out: it needs root and the right to make network namespaces" >&2
  export LB_INSIDE=here
fi
ulimit -n 100000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
read -ra options <<<"${LB_JAVA_OPTS:--XX:+UseSerialGC -Xmx256m}"
classes=benchmarks/target/classes:$(cat benchmarks/target/lb-classpath.txt)
herald=("$java" "${options[@]}" -Dlogback.configurationFile=.mvn/logback-test.xml -cp "$classes")
dir=$(mktemp -d /tmp/herald-lb-bench.XXXX)
processes=()
finish() {
  exec 7>&- 8>&- 9>&- 6>&- || true
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  wait
  for pid in "$dir"/*/haproxy.pid; do [ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null || true; done
  rm -rf "$dir"
}
trap finish EXIT

backends=(18301 18302 18303)
cat >"$dir/nginx.conf" <<N
daemon off; worker_processes 1; pid $dir/nginx.pid; error_log $dir/nginx.log;
events { worker_connections $(( $(ulimit -n) / 2 )); }
http { access_log off; keepalive_requests 100000000; keepalive_timeout 3600;
 client_body_temp_path $dir/b; proxy_temp_path $dir/p; fastcgi_temp_path $dir/f; uwsgi_temp_path $dir/u; scgi_temp_path $dir/s;
 server { listen 127.0.0.1:18301 backlog=4096; listen 127.0.0.1:18302 backlog=4096; listen 127.0.0.1:18303 backlog=4096;
  location / { return 200 "all is well\n"; } } }
N
nginx -c "$dir/nginx.conf" 2>"$dir/nginx.out" &
processes+=($!)
cat >"$dir/haproxy.cfg" <<H
global
  nbthread 2
  maxconn $(( ($(ulimit -n) - 500) / 2 ))
defaults
  mode tcp
  balance leastconn
  timeout connect 3s
  timeout client 1h
  timeout server 1h
  option redispatch
listen bench
  bind 127.0.0.1:18305
$(for port in "${backends[@]}"; do echo "  server b$port 127.0.0.1:$port"; done)
H
haproxy -db -f "$dir/haproxy.cfg" 2>"$dir/haproxy.log" &
haproxy=$!
processes+=("$haproxy")
# $1: the plane; $2, $3: address and port of its VIP. Ends with this script, which has the other end of its input.
start_plane() {
  mkfifo "$dir/$1.in" "$dir/$1.out"
  "${herald[@]}" io.herald.benchmarks.lb.PlaneProcess "$1" "$dir/h-$1" "$2" "$3" "${backends[@]}" \
    <"$dir/$1.in" >"$dir/$1.out" 2>"$dir/$1.log" &
  processes+=($!)
  started=$!
}
ready() { grep -q ready "$dir/$1.out" || { cat "$dir/$1.log" >&2; exit 1; }; }
start_plane epoll 127.0.0.1 18304
epoll=$started
exec 7>"$dir/epoll.in"
ready epoll
jdk=0
if [ "$short" -eq 0 ]; then
  start_plane jdk 127.0.0.1 18306
  jdk=$started
  exec 8>"$dir/jdk.in"
  ready jdk
fi
start_plane haproxy 127.0.0.1 18307
exec 9>"$dir/haproxy.in"
ready haproxy
nftables=0
if [ "$LB_INSIDE" = namespace ]; then
  start_plane nftables 10.200.0.1 18308
  nftables=$started
  exec 6>"$dir/nftables.in"
  ready nftables
  ip route add local 10.201.0.1/32 dev lo src 10.77.0.1
  nft -f - <<N
table inet bare {
  chain output {
    type nat hook output priority -90; policy accept;
    ip daddr 10.201.0.1 tcp dport 18309 dnat ip to numgen inc mod 3 map { 0 : 127.0.0.1 . 18301, 1 : 127.0.0.1 . 18302, 2 : 127.0.0.1 . 18303 }
  }
}
N
fi

LB_HERALD=$(printf '%s\n' "${herald[@]}") python3 - "$rounds" "$seconds" "$idle" "$vips" "$changes" "$dir" "$haproxy" "$epoll" "$jdk" "$nftables" <<'P'
import os, re, resource, socket, statistics, subprocess, sys, time

rounds, seconds, idle, vips, changes = (int(a) for a in sys.argv[1:6])
folder = sys.argv[6]
haproxy, epoll, jdk, nftables = (int(a) for a in sys.argv[7:])
inside = os.environ["LB_INSIDE"] == "namespace"
TICKS = os.sysconf("SC_CLK_TCK")
UNITS = {"us": 1, "ms": 1000, "s": 1_000_000}

def herald_haproxy():  # the worker of the one that Herald runs
    with open(f"{folder}/h-haproxy/haproxy.pid") as file:
        master = int(file.read())
    with open(f"/proc/{master}/task/{master}/children") as file:
        return int(file.read().split()[0])

# name: process, address, port
PLANES = {"direct": (None, "127.0.0.1", 18301), "HAProxy in TCP mode": (haproxy, "127.0.0.1", 18305),
          "proxy": (epoll, "127.0.0.1", 18304), "haproxy": (herald_haproxy(), "127.0.0.1", 18307)}
if jdk:
    PLANES["proxy, JDK sockets"] = (jdk, "127.0.0.1", 18306)
if inside:
    PLANES["the bare kernel"] = (None, "10.201.0.1", 18309)
    PLANES["nftables"] = (None, "10.200.0.1", 18308)

cells = {plane: {} for plane in PLANES}
def put(plane, column, text):
    cells[plane][column] = text

def cpu(pid):
    if pid is None:
        return 0.0
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS

def machine():
    with open("/proc/stat") as file:
        user, nice, system, _, _, interrupts, soft, *_ = (int(n) for n in file.readline().split()[1:])
    return (user + nice + system + interrupts + soft) / TICKS

def wrk(plane, connections, duration, close=False):
    _, address, port = PLANES[plane]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{duration}s", "--latency", f"http://{address}:{port}/"]
    if close:
        command[1:1] = ["-H", "Connection: close"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or re.search(r"Socket errors: connect [1-9]", out):
        print(plane, out, file=sys.stderr)
    requests, took = re.search(r"(\d+) requests in ([\d.]+)s", out).groups()
    def latency(percentile):
        value, unit = re.search(rf"{percentile}%\s+([\d.]+)(us|ms|s)", out).groups()
        return float(value) * UNITS[unit]
    return int(requests), float(took), latency(50), latency(99)

figures = {plane: {} for plane in PLANES}
def add(plane, what, value):
    figures[plane].setdefault(what, []).append(value)

def load(plane, close, rate, own, whole):
    pid = PLANES[plane][0]
    before, all_before = cpu(pid), machine()
    requests, took, _, _ = wrk(plane, 20, seconds, close)
    if requests == 0:
        sys.exit(f"{plane}: no request was answered")
    add(plane, rate, requests / took)
    add(plane, own, (cpu(pid) - before) / requests * 1e6)
    add(plane, whole, (machine() - all_before) / requests * 1e6)

def median(plane, what):
    return statistics.median(figures[plane][what])

def beyond(plane, what):
    return "-" if plane == "direct" else f"{median(plane, what) - median('direct', what):.1f}"

def costs():
    for plane, (pid, _, _) in PLANES.items():  # the JVM compiles what is hot
        jvm = pid in (epoll, jdk) and pid
        wrk(plane, 20, max(6, 3 * seconds) if jvm else 1)
        wrk(plane, 20, max(20, 6 * seconds) if jvm else 1, close=True)
    for turn in range(rounds):
        for plane in PLANES:
            load(plane, False, "req/s", "CPU/req", "machine/req")
            load(plane, True, "conn/s", "CPU/conn", "machine/conn")
            _, _, half, most = wrk(plane, 1, seconds)
            add(plane, "p50", half)
            add(plane, "p99", most)
        print(f"round {turn + 1} of {rounds} is over", file=sys.stderr)
    base = "HAProxy in TCP mode"
    for plane, (pid, _, _) in PLANES.items():
        for what, rate in (("req", "keep-alive req/s"), ("conn", "conn/s")):
            own, usual = median(plane, f"CPU/{what}"), median(base, f"CPU/{what}")
            put(plane, rate, f"{median(plane, f'{what}/s'):,.0f}")
            put(plane, f"CPU µs/{what} (x HAProxy's)", f"{own:.1f} ({own / usual:.2f})" if pid and usual else "-")
            put(plane, f"machine µs/{what}", beyond(plane, f"machine/{what}"))
        put(plane, "added µs: p50 / p99", "-" if plane == "direct" else f"{beyond(plane, 'p50')} / {beyond(plane, 'p99')}")

def changes_of_many():
    pools = {"proxy": ("epoll", "127.140.0.0/16"), "haproxy": ("haproxy", "127.141.0.0/16")}
    if inside:
        pools["nftables"] = ("nftables", "10.202.0.0/16")
        subprocess.run(["kill", str(nftables)])  # one process at a time has a table
        time.sleep(2)
    for plane, (kind, pool) in pools.items():
        def run(name):
            where = f"{folder}/c-{kind}-{name}"
            command = [*os.environ["LB_HERALD"].split("\n"), "io.herald.benchmarks.lb.PlaneChanges", kind, where, pool,
                       str(vips), "10", str(changes)]
            ran = subprocess.run(command, capture_output=True, text=True)
            pid = f"{where}/haproxy.pid"
            if os.path.exists(pid):
                with open(pid) as file:
                    subprocess.run(["kill", file.read().strip()])
                time.sleep(1)
            rows = [line.split() for line in ran.stdout.splitlines() if line.startswith(kind + " ")]
            if ran.returncode or not rows:
                sys.exit(f"{plane}: {ran.stdout}\n{ran.stderr}")
            return rows[-1]
        quiet = run("alone")
        beside = [subprocess.Popen(["wrk", "-t1", "-c20", "-d3600s", f"http://127.0.0.1:{port}/"], stdout=subprocess.DEVNULL)
                  for port in (18301, 18302)]
        try:
            loaded = run("beside")
        finally:
            for one in beside:
                one.kill()
                one.wait()
        put(plane, f"a change of {vips:,} VIPs, ms: median / p99", f"{quiet[2]} / {quiet[3]}")
        put(plane, "beside wrk", f"{loaded[2]} / {loaded[3]}")
        put(plane, "first state, s", quiet[1])
        put(plane, "live heap, MiB", quiet[4])
        print(f"the changes of {plane} are over", file=sys.stderr)

def memory(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return int(re.search(r"^Rss:\s+(\d+)", file.read(), re.M).group(1))
def kernel():
    with open("/proc/net/sockstat") as file:
        return int(re.search(r"^TCP:.* mem (\d+)", file.read(), re.M).group(1)) * 4
def heap(pid):  # what a collection leaves; 0 for what is no JVM
    out = subprocess.run(["jcmd", str(pid), "GC.class_histogram"], capture_output=True, text=True).stdout
    total = re.search(r"^Total\s+\d+\s+(\d+)", out, re.M)
    return int(total.group(1)) / 1024 if total else 0

def idle_connections():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    possible = min(idle, (hard - 1200) // 2)  # each has two sockets of the balancer
    if possible < idle:
        print(f"{idle:,} idle connections were asked for; the limit of open files, {hard:,}, lets one process have {possible:,}.",
              file=sys.stderr)
    for plane, (pid, address, port) in PLANES.items():
        if pid is None:
            continue
        heap_before, before, kernel_before = heap(pid), memory(pid), kernel()
        clients = []
        for _ in range(possible):
            client = socket.create_connection((address, port))
            client.sendall(b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n")
            clients.append(client)
            answer = b""
            while not answer.endswith(b"all is well\n"):
                part = client.recv(4096)
                assert part, "the connection has ended"
                answer += part
        time.sleep(1)
        resident = (memory(pid) - before) / possible
        put(plane, f"kB for each of {possible:,} idle: resident / heap / kernel's",
            f"{resident:.1f} / {(heap(pid) - heap_before) / possible:.1f} / {(kernel() - kernel_before) / possible:.1f}")
        for client in clients:
            client.close()
        time.sleep(2)

if rounds:
    costs()
if idle:
    idle_connections()
if vips and changes:
    changes_of_many()
columns = list(dict.fromkeys(column for row in cells.values() for column in row))
print("| | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
for plane, row in cells.items():
    print(f"| {plane} | " + " | ".join(row.get(column, "-") for column in columns) + " |")
P
