#!/usr/bin/env bash
# What the load balancer costs: the proxy beside a direct connection and beside HAProxy in TCP mode, in one run and by
# turns, so that what else the machine does falls on all alike; medians of the rounds. The backends are three nginx.
# CPU is the balancer's own, user and system, by /proc; "added" is what it adds to a request on one connection.
# Usage: benchmarks/lb.sh [ROUNDS] [SECONDS] [IDLE]    (default 3 rounds of 5 s for each figure, 10,000 idle connections)
# The memory of a JVM that has room in its heap doesn't grow; its live heap says what a connection takes.
# Needs nginx, haproxy, wrk, python3, jcmd; ports 18300-18306.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
seconds=${2:-5}
idle=${3:-10000}
PATH=$PATH:/usr/sbin
for tool in nginx haproxy wrk python3 jcmd; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
ulimit -n 100000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
./herald --version >/dev/null # sees to JDK and Maven
mvn -B -q -Pquick -pl benchmarks -am package dependency:build-classpath -DincludeScope=runtime \
  -Dmdep.outputFile=target/lb-classpath.txt
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
read -ra options <<<"${LB_JAVA_OPTS:--XX:+UseSerialGC -Xmx256m}"
classes=benchmarks/target/classes:$(cat benchmarks/target/lb-classpath.txt)
dir=$(mktemp -d)
processes=()
finish() {
  exec 7>&- 8>&- || true
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  wait
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
# $1: name; $2: native or jdk; $3: port. Ends with this script, which has the other end of its input.
start_proxy() {
  mkfifo "$dir/$1.in" "$dir/$1.out"
  "$java" "${options[@]}" -Dlogback.configurationFile=.mvn/logback-test.xml -cp "$classes" io.herald.benchmarks.lb.ProxyProcess 2 "$2" "$3" "${backends[@]}" \
    <"$dir/$1.in" >"$dir/$1.out" 2>"$dir/$1.log" &
  processes+=($!)
  started=$!
}
start_proxy epoll native 18304
proxy=$started
exec 7>"$dir/epoll.in"
grep -q ready "$dir/epoll.out" || { cat "$dir/epoll.log" >&2; exit 1; }
start_proxy jdk jdk 18306
jdk=$started
exec 8>"$dir/jdk.in"
grep -q ready "$dir/jdk.out" || { cat "$dir/jdk.log" >&2; exit 1; }

python3 - "$rounds" "$seconds" "$idle" "$haproxy" "$proxy" "$jdk" <<'P'
import os, re, resource, socket, statistics, subprocess, sys, time

rounds, seconds, idle = (int(a) for a in sys.argv[1:4])
haproxy, proxy, jdk = (int(a) for a in sys.argv[4:])
TICKS = os.sysconf("SC_CLK_TCK")
PLANES = {"direct": (None, 18301), "haproxy": (haproxy, 18305), "proxy": (proxy, 18304), "proxy, JDK sockets": (jdk, 18306)}
UNITS = {"us": 1, "ms": 1000, "s": 1_000_000}

def cpu(pid):
    if pid is None:
        return 0.0
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS

def wrk(port, connections, duration, close=False):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{duration}s", "--latency", f"http://127.0.0.1:{port}/"]
    if close:
        command[1:1] = ["-H", "Connection: close"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or re.search(r"Socket errors: connect [1-9]", out):
        print(out, file=sys.stderr)
    requests, took = re.search(r"(\d+) requests in ([\d.]+)s", out).groups()
    def latency(percentile):
        value, unit = re.search(rf"{percentile}%\s+([\d.]+)(us|ms|s)", out).groups()
        return float(value) * UNITS[unit]
    return int(requests), float(took), latency(50), latency(99)

figures = {plane: {} for plane in PLANES}
def add(plane, what, value):
    figures[plane].setdefault(what, []).append(value)

for plane, (pid, port) in PLANES.items():  # the JVM compiles what is hot
    wrk(port, 20, max(2, 3 * seconds))
    wrk(port, 20, max(2, 6 * seconds), close=True)
for _ in range(rounds):
    for plane, (pid, port) in PLANES.items():
        before = cpu(pid)
        requests, took, _, _ = wrk(port, 20, seconds)
        add(plane, "keep-alive req/s", requests / took)
        add(plane, "CPU µs/request", (cpu(pid) - before) / requests * 1e6)
        before = cpu(pid)
        requests, took, _, _ = wrk(port, 20, seconds, close=True)
        add(plane, "conn/s", requests / took)
        add(plane, "CPU µs/conn", (cpu(pid) - before) / requests * 1e6)
        _, _, half, most = wrk(port, 1, seconds)
        add(plane, "p50 µs", half)
        add(plane, "p99 µs", most)

def median(plane, what):
    return statistics.median(figures[plane][what])
print("| | keep-alive req/s | CPU µs/request | conn/s | CPU µs/connection | added p50 µs | added p99 µs |")
print("|---|---|---|---|---|---|---|")
for plane in PLANES:
    added = [median(plane, p) - median("direct", p) for p in ("p50 µs", "p99 µs")]
    print(f"| {plane} | {median(plane, 'keep-alive req/s'):,.0f} | {median(plane, 'CPU µs/request'):.1f} "
          f"| {median(plane, 'conn/s'):,.0f} | {median(plane, 'CPU µs/conn'):.1f} | {added[0]:.0f} | {added[1]:.0f} |")

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
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
idle = min(idle, (hard - 1200) // 2)  # each has two sockets of the balancer
print(f"\n| {idle:,} idle connections, each after one request | kB of resident memory more for each | kB of live heap for each | kB of the kernel's buffers for each |")
print("|---|---|---|---|")
for plane, (pid, port) in PLANES.items():
    if pid is None:
        continue
    heap_before, before, kernel_before = heap(pid), memory(pid), kernel()
    clients = []
    for _ in range(idle):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n")
        clients.append(client)
        answer = b""
        while not answer.endswith(b"all is well\n"):
            part = client.recv(4096)
            assert part, "the connection has ended"
            answer += part
    time.sleep(1)
    resident = (memory(pid) - before) / idle
    print(f"| {plane} | {resident:.1f} | {(heap(pid) - heap_before) / idle:.1f} | {(kernel() - kernel_before) / idle:.1f} |")
    for client in clients:
        client.close()
    time.sleep(2)
P
