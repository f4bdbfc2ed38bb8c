"""Serves the same clusters to two builds of Herald and compares their records: see compare.sh."""

import difflib
import http.server
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import axfr
import states
import zookeeper

HOST = "127.0.0.1"
SHOWN = 60  # lines of a case's differences
PATIENCE = 120  # seconds; nothing is judged by time, this only ends what will never come


class CannotCompare(Exception):
    pass


class Master:
    """A leading master without an event stream: serves one state at a time."""

    def __init__(self):
        master = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                found = self.path.split("?")[0] in ("/state", "/master/state", "/state.json", "/master/state.json")
                self.answer(200, master.body()) if found else self.answer(404, b"")

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.answer(404, b"")

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.asked = 0
        self.state = b""
        self.server = http.server.ThreadingHTTPServer((HOST, 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, state):
        name = "master@%s:%d" % (HOST, self.port)
        self.state = json.dumps(dict(state, pid=name, leader=name)).encode()

    def body(self):
        self.asked += 1
        return self.state

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Server:
    """One build's `herald dns`, following a master of its own."""

    def __init__(self, jar, folder, case, ensemble):
        folder.mkdir()
        self.zones = case.zones
        self.two_sources = bool(case.members)
        self.log = folder / "log"
        self.master = Master()
        self.master.serve(case.states[0])
        self.dns, self.http = free_port(), free_port()
        config = {"masters": ["%s:%d" % (HOST, self.master.port)], "refreshSeconds": 1, "listener": HOST,
                  "port": self.dns, "httpListener": HOST, "httpPort": self.http, "externalOn": False, **case.config}
        if ensemble:
            config["serversetZk"] = "zk://%s:%d" % (HOST, ensemble.port)
        if case.zone_file:
            (folder / "zone").write_text(case.zone_file)
            config["zoneFile"] = str(folder / "zone")
        (folder / "config.json").write_text(json.dumps(config))
        self.process = subprocess.Popen(
            ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(jar), "dns",
             "--config", str(folder / "config.json")],
            stdin=subprocess.DEVNULL, stdout=self.log.open("wb"), stderr=subprocess.STDOUT)

    def records(self):
        """All of its records, as soon as it is ready, has read the state and doesn't change any more."""
        seen = self.master.asked
        self.wait("it is not ready", lambda: self.get("/ready") is not None)
        self.wait("it reads no state", lambda: self.master.asked >= seen + 2)
        last = [None]

        def settled():
            before, last[0] = last[0], self.read()
            return before == last[0]

        self.wait("its records don't settle", settled, pause=0.5)
        return last[0]

    def read(self):
        lines = self.axfr_document() + self.enumeration()
        for zone in self.zones:
            lines += axfr.transfer(HOST, self.dns, zone)
        port = re.compile(r"\b%d\b" % self.master.port)
        return [port.sub("MASTER", line) for line in lines]

    def axfr_document(self):
        document = json.loads(self.get("/v1/axfr"))
        document.pop("Serial")
        records = document.pop("Records")
        return ["/v1/axfr %s %s" % item for item in sorted(document.items())] + sorted(
            "/v1/axfr %s %s %s" % (name, kind, value)
            for kind, names in records.items() for name, values in names.items() for value in values)

    def enumeration(self):
        """Tasks and records in their order; with two sources, whose order is that of their arrival, sorted."""
        lines = []
        for framework in json.loads(self.get("/v1/enumerate"))["frameworks"] or []:
            lines.append("/v1/enumerate framework %s" % framework["name"])
            for task in framework["tasks"] or []:
                lines.append("/v1/enumerate task %s %s" % (task["id"], task["name"]))
                for record in task["records"] or []:
                    lines.append("/v1/enumerate %s %s %s" % (record["name"], record["rtype"], record["host"]))
        return sorted(lines) if self.two_sources else lines

    def get(self, path):
        try:
            with urllib.request.urlopen("http://%s:%d%s" % (HOST, self.http, path), timeout=PATIENCE) as answer:
                return answer.read()
        except (urllib.error.URLError, ConnectionError):
            return None

    def wait(self, otherwise, condition, pause=0.1):
        end = time.monotonic() + PATIENCE
        while not condition():
            if self.process.poll() is not None:
                raise CannotCompare("the server ended:\n" + self.tail())
            if time.monotonic() > end:
                raise CannotCompare(otherwise + " after %d seconds:\n" % PATIENCE + self.tail())
            time.sleep(pause)

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def close(self):
        stop(self.process)
        self.master.close()


class ZooKeeper:
    """ZooKeeper out of a build's own jar, filled with the nodes of a case."""

    def __init__(self, jar, folder, nodes):
        self.port = free_port()
        self.process = subprocess.Popen(
            ["java", "-Dzookeeper.admin.enableServer=false", "-cp", str(jar),
             "org.apache.zookeeper.server.ZooKeeperServerMain", str(self.port), str(folder / "zookeeper")],
            stdin=subprocess.DEVNULL, stdout=(folder / "zookeeper.log").open("wb"), stderr=subprocess.STDOUT)
        try:
            self.fill(folder, nodes)
        except BaseException:
            self.close()
            raise

    def fill(self, folder, nodes):
        end = time.monotonic() + PATIENCE
        while not zookeeper.serves(HOST, self.port):
            if self.process.poll() is not None or time.monotonic() > end:
                raise CannotCompare("ZooKeeper doesn't start:\n" + (folder / "zookeeper.log").read_text())
            time.sleep(0.1)
        zookeeper.create(HOST, self.port, nodes)

    def close(self):
        stop(self.process)


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def jar_of(text):
    path = pathlib.Path(text)
    places = [path] if path.is_file() else [path / "target/herald.jar", path / "launcher/target/herald.jar"]
    for place in places:
        if place.is_file():
            return place
    raise CannotCompare("%s is neither a jar nor a checkout that was built (mvn -Pquick package)" % text)


def differences(case, jars, folder):
    """The lines of a case's differences, and how many records were compared."""
    ensemble = ZooKeeper(jars[0], folder, case.members) if case.members else None
    servers = []
    try:
        for number, jar in enumerate(jars):
            servers.append(Server(jar, folder / "AB"[number], case, ensemble))
        found, compared = [], 0
        for step, state in enumerate(case.states):
            for server in servers:
                server.master.serve(state)
            a, b = (server.records() for server in servers)
            compared += len(a)
            titles = ["%s, state %d: %s" % (case.name, step + 1, jar) for jar in jars]
            found += difflib.unified_diff(a, b, *titles, lineterm="", n=1)
        return found, compared
    finally:
        for one in servers + ([ensemble] if ensemble else []):
            one.close()


def main(arguments):
    if len(arguments) < 2 or arguments[0].startswith("-"):
        print("usage: testing/axfr/compare.sh A B [CASE…]", file=sys.stderr)
        return 2
    folder = pathlib.Path(tempfile.mkdtemp(prefix="herald-axfr-"))
    different = 0
    try:
        jars = [jar_of(text) for text in arguments[:2]]
        for case in states.cases():
            if arguments[2:] and case.name not in arguments[2:]:
                continue
            (folder / case.name).mkdir()
            found, compared = differences(case, jars, folder / case.name)
            different += bool(found)
            print("%s: %s (%d lines)" % (case.name, "DIFFERENT" if found else "same", compared), flush=True)
            for line in found[:SHOWN]:
                print(line)
            if len(found) > SHOWN:
                print("… and %d lines more" % (len(found) - SHOWN))
    except (CannotCompare, OSError) as problem:
        print("compare.sh: %s" % problem, file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("%d cases differ" % different if different else "the same records")
    return 1 if different else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    sys.exit(main(sys.argv[1:]))
