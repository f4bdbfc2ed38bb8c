#!/usr/bin/env bash
# Requests that fail while a service is scaled from 3 to 10 to 2 instances, end to end: a small Mesos, the example
# framework with its executors, herald render, a real nginx, Apache's ab. Usage: benchmarks/render-nginx.sh
# Needs nginx, ab, curl, python3, bc; ports 15050 and 18088.
set -euo pipefail
cd "$(dirname "$0")/.."
./herald --version >/dev/null # sees to JDK and Maven
jar=$PWD/launcher/target/herald.jar
dir=$(mktemp -d)
cd "$dir"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar $jar"
cat > server.py <<'P'
import http.server, os, socketserver
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    def do_GET(self):
        body = b"%06d" % os.getpid()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *a): pass
class S(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True; request_queue_size = 1024
S(("127.0.0.1", int(os.environ["PORT_HTTP"])), H).serve_forever()
P
job() { cat > job.yaml <<J
cluster: c
role: r
environment: test
name: app
instances: $1
ports: [http]
task:
  processes: [{name: s, cmdline: "exec python3 $dir/server.py"}]
  resources: {cpu: 0.1, ram: 32MB, disk: 16MB}
  finalization_wait: 5
announce: {primary_port: http, portmap: {}}
health_check_config:
  health_checker: {tcp: {port: http}}
  initial_interval_secs: 60
  interval_secs: 1
  timeout_secs: 20
  max_consecutive_failures: 100
lifecycle: {drain_secs: 8}
J
}
mkdir conf.d; echo 'upstream app { server 127.0.0.1:1 down; }' > conf.d/up.conf
cat > nginx.conf <<N
daemon off; user root; worker_processes 2; pid nginx.pid; error_log error.log; events {}
http { access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
 include conf.d/*.conf; server { listen 127.0.0.1:18088 backlog=4096; location / { proxy_pass http://app; } } }
N
cat > render.yaml <<R
files:
  - target: conf.d/up.conf
    template: nginx-upstreams
    queries: {app: {prefix: app, port: http}}
    empty: placeholder
    check: {command: [/usr/sbin/nginx, -t, -q, -c, "{around}"], around: "error_log stderr; pid /dev/null; events {} http { include {file}; }"}
    reload: [/usr/sbin/nginx, -p, $dir, -c, nginx.conf, -s, reload]
R
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait || true; rm -rf "$dir"' EXIT
/usr/sbin/nginx -p "$dir" -c nginx.conf > nginx.out 2>&1 & pids+=($!)
$java mesos --port 15050 --agents 2 --work-dir work > mesos.log 2>&1 & pids+=($!)
until curl -sf 127.0.0.1:15050/state > /dev/null; do sleep 0.2; done
job 3
$java scheduler --master 127.0.0.1:15050 --job job.yaml --populate-discovery-info --framework-name fw > sched.log 2>&1 & sched=$!; pids+=($sched)
$java render --config render.yaml --masters 127.0.0.1:15050 > render.log 2>&1 & pids+=($!)
servers() { grep -c '^ *server .*:[0-9]*;' conf.d/up.conf || true; }
until [ "$(servers)" = 3 ]; do sleep 0.1; done; echo "3 served"
until [ "$(curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1:18088/)" = 200 ]; do sleep 0.1; done
ab -q -c 2 -n 100000000 -s 120 http://127.0.0.1:18088/ > ab.out 2>&1 & ab=$!
job 10; kill -HUP $sched; until [ "$(servers)" = 10 ]; do sleep 0.1; done; echo "10 served"; sleep 5
job 2; kill -HUP $sched; begun=$(date +%s.%N)
until [ "$(servers)" = 2 ]; do sleep 0.02; done; echo "2 in the file after $(echo "$(date +%s.%N) - $begun" | bc) s"
until [ "$(grep -c 'which no job needs any more: TASK_KILLED' sched.log)" = 8 ]; do sleep 0.2; done; echo "8 killed after $(echo "$(date +%s.%N) - $begun" | bc) s"
sleep 3; kill -INT $ab; wait $ab || true
grep -E "Complete|Failed|Non-2xx|per second" ab.out || cat ab.out
grep -E "jobs read again" sched.log
grep -E "written," render.log
