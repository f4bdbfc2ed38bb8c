#!/usr/bin/env python3
"""The data planes under load while things change and die: each on a pool of its own, all of one cluster of real tasks.

Usage: testing/planes/faults.py --jar launcher/target/herald.jar [--planes proxy,haproxy,nftables] [--rounds N] [CASE ...]

Cases: shares, scale, herald, haproxy, silent, blackhole, master (all of them, in this order; master is the last one
that can be). Prints what was counted and measured; the exit status says whether everything that must hold did.
As root everything runs in a network namespace of its own; otherwise nftables and black holes are skipped.
Needs a JDK, python3, ab; for their planes haproxy, nft, ip, conntrack.
"""
import argparse, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time, urllib.request

PATIENCE = 240  # seconds; only a fault lasts as long
POOLS = {"proxy": "127.200.0.0/16", "haproxy": "127.201.0.0/16", "nftables": "10.200.0.0/16", "second": "127.202.0.0/16"}

TASK = r"""
import os, signal, socket, sys, threading, time
folder, task = sys.argv[1], os.environ["MESOS_TASK_ID"]
ports = [int(os.environ["PORT0"]), int(os.environ["PORT1"])]
with open(os.path.join(folder, "pids", str(os.getpid())), "w") as file:
    file.write("%s %d %d" % (task, *ports))
def leave():  # as a task does that is drained: it serves until nobody is sent to it any more
    while not os.path.exists(os.path.join(folder, "leave")):
        time.sleep(0.1)
    os._exit(0)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=leave).start())
silent = os.path.join(folder, "silent", str(ports[0]))

def serve(client, hushed):
    with client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        data = b""
        while True:
            while b"\r\n\r\n" not in data:
                part = client.recv(4096)
                if not part:
                    return
                data += part
            head, _, data = data.partition(b"\r\n\r\n")
            words = head.split(b"\r\n")[0].split()
            if hushed and words[1] != b"/alive" and os.path.exists(silent):
                continue
            close = words[2] == b"HTTP/1.0" or b"connection: close" in head.lower()
            body = task.encode()
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n%s"
                           % (len(body), b"Connection: close\r\n" if close else b"", body))
            if close:
                return

def quietly(client, hushed):
    try:
        serve(client, hushed)
    except OSError:
        pass

def listen(port, hushed):
    with socket.create_server(("127.0.0.1", port), backlog=1000) as server:
        while True:
            client, _ = server.accept()
            threading.Thread(target=quietly, args=(client, hushed), daemon=True).start()

threading.Thread(target=listen, args=(ports[1], False), daemon=True).start()
listen(ports[0], True)
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Failed(Exception):
    pass


def until(what, condition, pause=0.05):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(pause)
    raise Failed("in vain waited for: " + what)


def request(address, port, timeout=PATIENCE, path="/"):
    """Who answers a request over a connection of its own; an OSError for everything that isn't an answer."""
    with socket.create_connection((address, port), timeout=timeout) as one:
        one.sendall(b"GET %s HTTP/1.0\r\n\r\n" % path.encode())
        answer = b""
        while True:
            part = one.recv(4096)
            if not part:
                break
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head or not body:
        raise OSError("no answer but %r" % answer[:100])
    return body.decode()


class Bench:
    """Folder, processes and cluster."""

    def __init__(self, jar, planes):
        self.jar, self.planes = os.path.abspath(jar), planes
        self.folder = tempfile.mkdtemp(prefix="herald-planes", dir="/tmp")
        for name in ("pids", "silent"):
            os.mkdir(os.path.join(self.folder, name))
        with open(os.path.join(self.folder, "task.py"), "w") as file:
            file.write(TASK)
        self.processes = []
        self.master = free_port()
        self.vips = {"checked": free_port(), "plain": free_port()}
        self.balancers = {}

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def start(self, name, *arguments):
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
        with open(self.path(name + ".log"), "a") as log:
            process = subprocess.Popen(
                [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-jar", self.jar, *arguments],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def log(self, name):
        with open(self.path(name + ".log")) as file:
            return file.read()

    def app(self, instances):
        check = {"io.herald.lb.check": "http:/ready", "io.herald.lb.checkInterval": "200ms",
                 "io.herald.lb.checkTimeout": "200ms", "io.herald.lb.checkFall": "2", "io.herald.lb.checkRise": "2"}
        app = {
            "id": "/sise", "instances": instances, "cpus": 0.1, "mem": 16, "taskKillGracePeriodSeconds": 600,
            "cmd": "exec %s %s %s" % (sys.executable, self.path("task.py"), self.folder),
            "healthChecks": [{"protocol": "MESOS_HTTP", "path": "/alive", "portIndex": 0, "delaySeconds": 0,
                              "gracePeriodSeconds": 240, "intervalSeconds": 1, "timeoutSeconds": 20,
                              "maxConsecutiveFailures": 600}],
            "portDefinitions": [
                {"labels": {"VIP_0": "/sise:%d" % self.vips["checked"], **check}},
                {"labels": {"VIP_0": "/plain:%d" % self.vips["plain"], "io.herald.lb.connectTimeout": "300ms"}}]}
        with open(self.path("app.json"), "w") as file:
            json.dump(app, file)

    def begin(self):
        self.mesos = self.start("mesos", "mesos", "--port", str(self.master), "--work-dir", self.path("mesos"))
        self.app(3)
        until("the master", lambda: self.accepts(self.master))
        self.scheduler = self.start("scheduler", "scheduler", "--master", "127.0.0.1:%d" % self.master,
                                    "--framework-name", "marathon", "--job", self.path("app.json"))
        for plane in self.planes:
            self.balancers[plane] = Balancer(self, plane, plane)
        for balancer in self.balancers.values():
            balancer.await_backends(3)

    @staticmethod
    def accepts(port):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return True
        except OSError:
            return False

    def scale(self, instances):
        """Until all planes carry so many; those that are killed end behind that."""
        self.app(instances)
        self.scheduler.send_signal(signal.SIGHUP)
        for balancer in self.balancers.values():
            balancer.await_backends(instances)
        leave = self.path("leave")
        with open(leave, "w"):
            pass
        until("%d tasks" % instances, lambda: len(self.tasks()) == instances)
        os.remove(leave)

    def tasks(self):
        """The tasks' processes that there are: pid, task, ports."""
        found = []
        for pid in os.listdir(self.path("pids")):
            with open(self.path("pids", pid)) as file:
                words = file.read().split()
            if len(words) == 3 and os.path.exists("/proc/" + pid):
                found.append((int(pid), words[0], int(words[1]), int(words[2])))
        return found

    def end(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.kill()
            process.wait()
        haproxy = self.path("haproxy", "haproxy.pid")
        if os.path.exists(haproxy):
            with open(haproxy) as file:
                kill(int(file.read()))
        for pid, *_ in self.tasks():
            kill(pid)
        shutil.rmtree(self.folder, ignore_errors=True)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Balancer:
    """A herald lb with one plane."""

    def __init__(self, bench, name, plane):
        self.bench, self.name, self.plane, self.metrics_port = bench, name, plane, free_port()
        self.start()

    def start(self):
        extra = []
        if self.plane == "haproxy":
            extra = ["--haproxy-folder", self.bench.path("haproxy"), "--haproxy-listener", "127.0.0.1"]
            for port in ("http", "https", "stats", "app"):
                extra += ["--haproxy-%s-port" % port, "0"]
        self.process = self.bench.start(
            self.name, "lb", "--masters", "127.0.0.1:%d" % self.bench.master, "--plane", self.plane,
            "--vip-pool", POOLS[self.name], "--metrics-port", str(self.metrics_port),
            "--vip-assignments", self.bench.path(self.name + ".vips"), "--vip-loss-grace-seconds", "3600", *extra)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def page(self, path):
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d%s" % (self.metrics_port, path), timeout=PATIENCE) as page:
                return page.read().decode()
        except OSError:
            return ""

    def metric(self, name, **labels):
        """The sum of the rows with these labels; None while there is no such row."""
        rows = [float(row.rsplit(" ", 1)[1]) for row in self.page("/metrics").splitlines()
                if re.match(re.escape(name) + r"[{ ]", row)
                and all('%s="%s"' % label in row for label in labels.items())]
        return sum(rows) if rows else None

    def reloads(self):
        name = "herald_lb_haproxy_reloads_total"
        until("HAProxy's counters", lambda: self.metric(name) is not None)
        return self.metric(name)

    def await_backends(self, count):
        """Until so many serve each of both VIPs, and the plane has applied that."""
        def applied():
            return (self.metric("herald_lb_backends") == 2 * count
                    and self.metric("herald_lb_plane_applied_revision") == self.metric("herald_lb_state_revision"))
        until("%d backends of the plane %s" % (count, self.name), applied)

    def address(self, vip="sise"):
        """Of a VIP, by the log."""
        return until("the address of " + vip, lambda: (
            re.findall(r"VIP %s\.marathon\S* (?:begins,|is now) at (\S+)" % vip, self.bench.log(self.name)) or [None])[-1])


class Load:
    """ab, each request over a connection of its own, until it is told to stop."""

    def __init__(self, address, port):
        self.out = tempfile.TemporaryFile("w+")
        self.ab = subprocess.Popen(
            ["nice", "ab", "-r", "-l", "-q", "-c", "4", "-s", "60", "-t", "3600", "-n", "1000000",
             "http://%s:%d/" % (address, port)], stdout=self.out, stderr=subprocess.STDOUT)

    def stop(self):
        """Requests and failures."""
        self.ab.send_signal(signal.SIGINT)
        self.ab.wait()
        self.out.seek(0)
        report = self.out.read()
        number = lambda what: int((re.search(what + r":\s+(\d+)", report) or [0, -1])[1])
        complete, failed = number("Complete requests"), number("Failed requests")
        if complete < 0 or failed < 0:
            raise Failed("ab has said: " + report)
        return complete, failed + max(0, number("Non-2xx responses"))


class Kept:
    """Connections that stay open, with a request on each all the time, until told to stop."""

    def __init__(self, address, port, count=8):
        self.lost, self.asked, self.over = [], 0, threading.Event()
        self.clients = [socket.create_connection((address, port), timeout=PATIENCE) for _ in range(count)]
        self.thread = threading.Thread(target=self.ask, daemon=True)
        self.thread.start()

    def ask(self):
        while not self.over.is_set():
            for client in list(self.clients):
                try:
                    client.sendall(b"GET / HTTP/1.1\r\nHost: sise\r\n\r\n")
                    if not client.recv(4096):
                        raise OSError("it has ended")
                    self.asked += 1
                except OSError as failure:
                    self.lost.append(failure)
                    self.clients.remove(client)
            time.sleep(0.01)

    def stop(self):
        self.over.set()
        self.thread.join()
        for client in self.clients:
            client.close()
        return self.asked, len(self.lost)


class Both:
    """A client of two addresses, which takes the other one where one fails, as those do that have two from DNS."""

    def __init__(self, addresses, port):
        self.addresses, self.port = addresses, port
        self.answered, self.moved, self.failed, self.over = 0, 0, 0, threading.Event()
        self.thread = threading.Thread(target=self.ask, daemon=True)
        self.thread.start()

    def ask(self):
        while not self.over.is_set():
            for number, address in enumerate(self.addresses):
                try:
                    request(address, self.port)
                    self.answered += 1
                    self.moved += number
                    break
                except OSError:
                    if number + 1 == len(self.addresses):
                        self.failed += 1
            time.sleep(0.005)

    def stop(self):
        self.over.set()
        self.thread.join()
        return self.answered, self.moved, self.failed


def outage(address, port, act):
    """How long requests fail after an act: seconds until the first of many in a row that are answered."""
    act()
    begin = time.monotonic()
    last, row = begin, 0
    end = begin + PATIENCE
    failures = 0
    while row < 50:
        try:
            request(address, port, timeout=10)
            row += 1
        except OSError:
            failures += 1
            last, row = time.monotonic(), 0
        if time.monotonic() > end:
            raise Failed("requests fail after %d s" % PATIENCE)
        time.sleep(0.005)
    return (last - begin if failures else 0.0), failures


class Run:
    """The cases."""

    def __init__(self, bench, isolated, seconds):
        self.bench, self.isolated, self.seconds = bench, isolated, seconds
        self.balancers = bench.balancers
        self.port, self.plain = bench.vips["checked"], bench.vips["plain"]
        self.bad = []

    def say(self, plane, what, good=True):
        print("%s %-8s %s" % ("ok  " if good else "FAIL", plane, what), flush=True)
        if not good:
            self.bad.append(plane + ": " + what)

    def counted(self, plane, when, load, kept=None):
        requests, failed = load.stop()
        text = "%s: %d of %d requests failed" % (when, failed, requests)
        lost = 0
        if kept:
            asked, lost = kept.stop()
            text += ", %d of 8 open connections were lost (%d requests on them)" % (lost, asked)
        self.say(plane, text, failed == 0 and lost == 0 and requests > 0)

    def shares(self):
        for name, balancer in self.balancers.items():
            answers = {}
            for _ in range(90):
                who = request(balancer.address(), self.port)
                answers[who] = answers.get(who, 0) + 1
            counts = sorted(answers.values())
            self.say(name, "90 requests to a VIP of 3 tasks: " + "/".join(map(str, counts)),
                     len(counts) == 3 and counts[0] >= 20 and counts[-1] <= 40)

    def haproxy_ids(self):
        """Its processes, the master first; those of workers that end are not among them."""
        with open(self.bench.path("haproxy", "haproxy.pid")) as file:
            master = int(file.read())
        with open("/proc/%d/task/%d/children" % (master, master)) as file:
            return [master, *map(int, file.read().split())]

    def scale(self):
        before = self.haproxy_ids() if "haproxy" in self.balancers else None
        # A balancer that was faster than the scheduler has reloaded once before: for the VIPs, which came then.
        reloads = self.balancers["haproxy"].reloads() if before else None
        loads = {name: Load(balancer.address(), self.port) for name, balancer in self.balancers.items()}
        time.sleep(self.seconds)
        for instances in (10, 2):
            self.bench.scale(instances)
            time.sleep(self.seconds)
        for name, load in loads.items():
            self.counted(name, "scaled 3 -> 10 -> 2 under load", load)
        if before:
            more = self.balancers["haproxy"].reloads() - reloads
            self.say("haproxy", "%d reloads for that, and the processes are %s"
                     % (more, "the same" if self.haproxy_ids() == before else "others"),
                     more == 0 and self.haproxy_ids() == before)
        self.bench.scale(3)

    def herald(self):
        """kill -9 of every balancer at once."""
        outside = {name: one for name, one in self.balancers.items() if one.plane != "proxy"}
        loads = {name: (Load(one.address(), self.port), Kept(one.address(), self.port)) for name, one in outside.items()}
        before = self.haproxy_ids() if "haproxy" in outside else None
        proxy = self.balancers.get("proxy")
        both = second = None
        if proxy:
            second = Balancer(self.bench, "second", "proxy")
            second.await_backends(3)
            both = Both([proxy.address(), second.address()], self.port)
        time.sleep(self.seconds)
        for balancer in self.balancers.values():
            balancer.kill()
        time.sleep(self.seconds)
        begin = time.monotonic()
        for balancer in self.balancers.values():
            balancer.start()
        if proxy:
            def again():
                try:
                    return request(proxy.address(), self.port)
                except OSError:
                    return None
            until("the restarted proxy", again)
            self.say("proxy", "killed: served again %.1f s after its restart began" % (time.monotonic() - begin))
        for balancer in self.balancers.values():
            balancer.await_backends(3)
        time.sleep(self.seconds)
        for name, (load, kept) in loads.items():
            self.counted(name, "Herald killed and started again under load", load, kept)
        if before:
            starts = outside["haproxy"].metric("herald_lb_haproxy_starts_total")
            self.say("haproxy", "the new Herald has taken over the HAProxy that runs, and started %d" % starts,
                     starts == 0 and self.haproxy_ids() == before)
        if both:
            answered, moved, failed = both.stop()
            self.say("proxy", "one of two replicas killed: %d of %d requests failed, %d were answered by the other"
                     % (failed, answered + failed, moved), failed == 0 and moved > 0)
            second.kill()

    def haproxy(self):
        """kill -9 of HAProxy's worker, and of its master."""
        balancer = self.balancers.get("haproxy")
        if not balancer:
            return
        address = balancer.address()
        for which, name in ((1, "worker"), (0, "master")):
            before = until("HAProxy's worker", lambda: self.haproxy_ids() if len(self.haproxy_ids()) > 1 else None)
            load = Load(address, self.port)
            time.sleep(self.seconds)
            seconds, failures = outage(address, self.port, lambda: kill(before[which]))
            requests, failed = load.stop()
            self.say("haproxy", "%s killed: new connections are served again after %.2f s; %d of %d requests of the load failed"
                     % (name, seconds, failed, requests))
            until("another " + name, lambda: before[which] not in self.haproxy_ids())

    def silent(self):
        """A task accepts, and never answers on its first port: the plane's own check takes it out."""
        _, task, port, _ = self.bench.tasks()[0]
        mark = self.bench.path("silent", str(port))
        with open(mark, "w"):
            pass
        for name, balancer in self.balancers.items():
            if name == "nftables":
                continue
            begin = time.monotonic()
            def out():
                try:
                    return all(request(balancer.address(), self.port, timeout=1) != task for _ in range(30))
                except OSError:
                    return False
            until("the silent one to be taken out", out)
            took = time.monotonic() - begin
            load = Load(balancer.address(), self.port)
            time.sleep(self.seconds)
            self.counted(name, "a silent backend is taken out by the check (%.1f s), then" % took, load)
        os.remove(mark)
        for name, balancer in self.balancers.items():
            until("it to be taken in", lambda: any(
                request(balancer.address(), self.port) == task for _ in range(10)))
            self.say(name, "it is taken in again once it answers")

    def blackhole(self):
        """What is sent to one task's second port vanishes: the next one is tried after the connect time-out."""
        if not self.isolated:
            print("SKIP          a black-holed backend: needs root for a network namespace; run it with sudo")
            return
        _, task, _, port = self.bench.tasks()[0]
        hole = "add table inet hole; add chain inet hole in { type filter hook input priority -300; }; " \
            "add rule inet hole in tcp dport %d drop" % port
        subprocess.run(["nft", hole], check=True)
        for name, balancer in self.balancers.items():
            if name == "nftables":
                continue
            slowest, failed = 0.0, 0
            for _ in range(60):
                begin = time.monotonic()
                try:
                    request(balancer.address("plain"), self.plain)
                except OSError:
                    failed += 1
                slowest = max(slowest, time.monotonic() - begin)
            self.say(name, "one of three is black-holed: %d of 60 requests failed, the slowest took %.2f s (connect time-out 0.3 s)"
                     % (failed, slowest), failed == 0)
        subprocess.run(["nft", "delete", "table", "inet", "hole"], check=True)

    def master(self):
        """kill -9 of the leading master; then one leads that knows of no task yet."""
        loads = {name: (Load(one.address(), self.port), Kept(one.address(), self.port))
                 for name, one in self.balancers.items()}
        time.sleep(self.seconds)
        self.bench.scheduler.kill()  # or it would launch more, at the new one
        self.bench.mesos.kill()
        self.bench.mesos.wait()
        time.sleep(self.seconds)
        self.bench.mesos = self.bench.start("mesos", "mesos", "--port", str(self.bench.master),
                                            "--work-dir", self.bench.path("mesos"))
        for balancer in self.balancers.values():
            until("the loss to be noticed", lambda: balancer.metric("herald_lb_lost_instances"))
        time.sleep(self.seconds)
        for name, (load, kept) in loads.items():
            self.counted(name, "the leading master killed, and a new one without tasks", load, kept)


CASES = ("shares", "scale", "herald", "haproxy", "silent", "blackhole", "master")


def isolated(arguments):
    """The same in a network namespace of its own; its exit status."""
    name = "herald-planes-%d" % os.getpid()
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        # Masquerading needs an address that isn't loopback's, as every machine has one.
        for words in ("link set lo up", "link add here type veth peer name there", "addr add 10.77.0.1/24 dev here",
                      "link set here up", "link set there up"):
            subprocess.run(["ip", "-n", name, *words.split()], check=True)
        return subprocess.run(["ip", "netns", "exec", name, sys.executable, os.path.abspath(__file__), "--isolated",
                               *arguments]).returncode
    finally:
        left = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True).stdout.split()
        for pid in left:
            kill(int(pid))
        subprocess.run(["ip", "netns", "delete", name], check=True)


def may_isolate():
    probe = "herald-probe-%d" % os.getpid()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if os.getuid() != 0 or subprocess.run(["ip", "netns", "add", probe], **quiet).returncode != 0:
        return False
    may = subprocess.run(["ip", "netns", "exec", probe, "nft", "list", "ruleset"], **quiet).returncode == 0
    subprocess.run(["ip", "netns", "delete", probe], **quiet)
    return may


def main():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    parser = argparse.ArgumentParser()
    parser.add_argument("--jar", required=True)
    parser.add_argument("--planes", default="proxy,haproxy,nftables")
    parser.add_argument("--rounds", type=int, default=1, help="how often all but the master's death")
    parser.add_argument("--seconds", type=float, default=1, help="of load before and after each event")
    parser.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    options = parser.parse_args()
    for case in options.cases:
        if case not in CASES:
            parser.error("%r is not a case; write one of %s" % (case, ", ".join(CASES)))
    if not options.isolated and may_isolate():
        return isolated(sys.argv[1:])
    planes = options.planes.split(",")
    for plane in planes:
        if plane not in POOLS or plane == "second":
            parser.error("%r is not a plane; write proxy, haproxy, nftables" % plane)
    if not options.isolated and "nftables" in planes:
        print("SKIP nftables  needs root and the right to make network namespaces; run it with sudo")
        planes.remove("nftables")
    bench = Bench(options.jar, planes)
    run = Run(bench, options.isolated, options.seconds)
    try:
        bench.begin()
        wanted = options.cases or CASES
        for _ in range(options.rounds):
            for case in wanted:
                if case != "master":
                    getattr(run, case)()
        if "master" in wanted:
            run.master()
    except Failed as failure:
        run.say("", str(failure), False)
    finally:
        if run.bad:
            for name in sorted(os.listdir(bench.folder)):
                if name.endswith(".log"):
                    print("---- %s\n%s" % (name, "\n".join(bench.log(name[:-4]).splitlines()[-60:])))
        bench.end()
    print("%s" % ("all is well" if not run.bad else "%d failed" % len(run.bad)))
    return 1 if run.bad else 0


if __name__ == "__main__":
    sys.exit(main())
