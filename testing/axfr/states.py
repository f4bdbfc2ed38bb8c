"""The clusters that are served: states as a master's /state shows them, each with the configuration of the
server that follows it. A case is a story: its states are served one after another to one server."""

import collections
import copy
import json
import pathlib
import random

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAPTURES = ROOT / "libs/catalog/src/test/resources/captures"

# members: (path, data) of ZooKeeper nodes; zones: what is transferred.
Case = collections.namedtuple("Case", "name config zones states members zone_file")

ZONES = ["mesos"]
MESOS_DNS = {"enforceRFC952": True, "IPSources": ["netinfo", "docker", "mesos", "host"]}
EVERYTHING = {
    "altDomain": "dc1.example.org",
    "zones": ["marathon.mesos", "own.example"],
    "ttl": 30,
    "SRVRecordDefaultWeight": 5,
    "taskStates": ["TASK_RUNNING", "TASK_STARTING", "TASK_KILLING"],
    "rfc2782Names": True,
    "reverseZones": ["10.0.0.0/8", "172.16.0.0/16", "127.0.0.0/8", "fd00::/8"],
    "nameServers": ["ns1.mesos 10.0.0.1", "ns2.mesos 10.0.0.2 fd00::2"],
    "SOARname": "dns@example.org",
    "SOARefresh": 61,
    "SOAMinttl": 62,
}
EVERY_ZONE = ["mesos", "dc1.example.org", "marathon.mesos", "own.example", "10.in-addr.arpa",
              "16.172.in-addr.arpa", "127.in-addr.arpa", "d.f.ip6.arpa"]
MIXED = {
    "IPSources": ["docker", "mesos", "netinfo", "host"],
    "unhealthyTasks": True,
    "hostNames": False,
    "shareOwnNames": True,
    "dottedNames": False,
    "SRVRecordDefaultWeight": 0,
    "SOAMname": "primary.mesos",
}
ZONE_FILE = """\
db          A      10.9.0.1
            A      10.9.0.2
            AAAA   fd00::9
_db._tcp    SRV    10 20 5432 db
shop        CNAME  web.marathon
away        CNAME  www.example.org.
note        TXT    "two words" "and more"
$TTL 5
web.marathon      A    10.9.0.3
host.own.example. A    10.9.0.4
4.0.9.10.in-addr.arpa. PTR host.own.example.
$GENERATE 1-3 node$ A 10.9.1.$
"""


# ---- parts of a state ---------------------------------------------------------------------------

def state(frameworks, agents, **more):
    return dict({
        "version": "1.11.0", "id": "axfr", "hostname": "127.0.0.1", "start_time": 1700000000.0,
        "elected_time": 1700000000.2, "flags": {"agent_reregister_timeout": "10mins"}, "slaves": agents,
        "recovered_slaves": [], "frameworks": frameworks, "completed_frameworks": [], "orphan_tasks": [],
    }, **more)


def agent(identity, host, address):
    shown = "[%s]" % address if ":" in address else address
    return {"id": identity, "hostname": host, "port": 5051, "pid": "slave(1)@%s:5051" % shown,
            "active": True, "attributes": {}, "resources": {"cpus": 8.0, "ports": "[31000-32000]"}}


def framework(identity, name, pid, tasks, **more):
    tasks = [dict(task, framework_id=identity) for task in tasks]
    return dict({"id": identity, "name": name, "pid": pid, "hostname": "localhost", "active": True,
                 "connected": True, "tasks": tasks, "unreachable_tasks": [], "completed_tasks": []}, **more)


def task(identity, name, on, ports=None, addresses=(), status_labels=None, discovery=None, labels=None,
         healthy=None, state="TASK_RUNNING", container=None):
    network = {"ip_addresses": [{"ip_address": address} for address in addresses]}
    if container is not None and container.get("network_infos"):
        network["name"] = container["network_infos"][0].get("name", "")
    running = {"state": "TASK_RUNNING", "timestamp": 1700000001.5,
               "container_status": {"network_infos": [network]} if addresses else {}}
    if healthy is not None:
        running["healthy"] = healthy
    if status_labels:
        running["labels"] = as_labels(status_labels)
    made = {"id": identity, "name": name, "executor_id": "", "slave_id": on, "state": state, "role": "*",
            "resources": {"cpus": 0.1, "mem": 32.0}, "statuses": [
                {"state": "TASK_STARTING", "timestamp": 1700000001.1}, running]}
    if ports:
        made["resources"]["ports"] = ports
    if discovery:
        made["discovery"] = discovery
    if labels:
        made["labels"] = as_labels(labels)
    if container is not None:
        made["container"] = container
    return made


def discovery(name, *ports, **more):
    return dict({"visibility": "FRAMEWORK", "name": name, "ports": {"ports": list(ports)}}, **more)


def port(number, name=None, protocol=None, **labels):
    made = {"number": number}
    if name is not None:
        made["name"] = name
    if protocol is not None:
        made["protocol"] = protocol
    if labels:
        made["labels"] = {"labels": as_labels(labels)}
    return made


def as_labels(labels):
    return [{"key": key, "value": value} for key, value in labels.items()]


# ---- the specification's whole states -----------------------------------------------------------

def whole_state():
    """Mesos-DNS' whole-state cases 38 to 40 and 56 to 71, as WholeStateTest has them."""
    s0, s1, s2, s3 = ("20140703-014514-3041283216-5050-2410-0", "20140803-194712-3041283216-5050-2116-1",
                      "20140827-000744-3041283216-5050-4798-2", "20140803-194712-3041283216-5050-2116-3")
    agents = [agent(s0, "1.2.3.11", "1.2.3.11"), agent(s1, "1.2.3.12", "1.2.3.12"),
              agent(s2, "1.2.3.10", "1.2.3.10"), agent(s3, "2001:db8::1", "2001:db8::1")]
    store = discovery("liquor.store", port(80, "http", "tcp"), port(443, "https", "tcp"))
    docker, mesos = "Docker.NetworkSettings.IPAddress", "MesosContainerizer.NetworkSettings.IPAddress"
    tasks = [
        task("liquor-store.b8db9f73-562f-11e4-a088-c20493233aa5", "liquor-store", s0, "[31354-31355]",
             status_labels={docker: "10.3.0.1"}, discovery=store),
        task("liquor-store.b71166c1-562f-11e4-a088-c20493233aa5", "liquor-store", s1, "[31737-31738]",
             status_labels={docker: "10.3.0.2"}, discovery=store),
        task("car-store.43758382-562f-11e4-a088-c20493233aa5", "car.store", s0, "[31111-31111, 31115-31117]"),
        task("car-store.93758382-562f-11e4-a088-c20493233aa5", "car-store", s2, "[31364-31365]"),
        task("nginx.b8db9f73", "nginx", s0, "[31400-31400]", status_labels={mesos: "10.3.0.3"}),
        task("n0", "no-ports", s1),
        task("t1", "plain", s0, "[31010-31010]", discovery=discovery("MyDisc.Name_x", port(53, "dns"))),
        task("t2", "###", s0, "[31020-31020]"),
        task("t3", "other", s0, discovery=discovery("MyDisc.Name_x", port(53, "A.B_C", "t_c.p"))),
        task("t4", "nameless", s0, "[31030-31030]", discovery=discovery("", port(53, "dns", "tcp"))),
    ]
    for living in ("KILLED", "STAGING", "STARTING", "KILLING", "UNREACHABLE", "LOST", "OF_A_LATER_MESOS"):
        tasks.append(task("poseidon." + living, "poseidon-" + living.lower(), s0, "[31500-31500]",
                          addresses=["10.3.0.9"], state="TASK_" + living))
    return state([
        framework("f-marathon", "marathon", "scheduler@1.2.3.11:25501", tasks),
        framework("f-chronos", "chronos with a space AND MIXED CASE-2.0.1", "",
                  [task("b1", "some-box", s0, "[31600-31600]")]),
        framework("f-ipv6", "ipv6-framework", "s@[2001:db8::1]:25501",
                  [task("toy1", "toy-store", s3, "[31700-31700]",
                        addresses=["12.0.1.3", "12.0.1.2", "fd01:b::1:8000:2"])]),
        framework("f-dots", "Marathon.Prod_1..x", "s@10.0.0.9:80", []),
    ], agents)


def edges():
    """What names, networks, labels and collisions make odd."""
    agents = [agent("e-S0", "agent-0.example.com", "10.1.0.1"), agent("e-S1", "agent-1", "127.0.0.1"),
              agent("e-S2", "10.1.0.3", "10.1.0.3"), agent("e-S3", "localhost", "localhost")]
    own = {"type": "MESOS", "mesos": {}, "network_infos": [{"name": "overlay"}]}
    bridge = {"type": "DOCKER", "docker": {"image": "x", "network": "BRIDGE", "port_mappings": [
        {"host_port": 31002, "container_port": 8080, "protocol": "tcp"}]}}
    host = {"type": "DOCKER", "docker": {"image": "x", "network": "HOST"}}
    user = {"type": "DOCKER", "docker": {"image": "x", "network": "USER"}, "network_infos": [{"name": "n"}]}
    http = port(8080, "http", "tcp")
    dns = "io.herald.dns."
    tasks = [
        task("w.1", "web", "e-S0", "[31000-31000]", ["10.9.0.1"], discovery=discovery("web.shop", http), container=own),
        task("w.2", "web", "e-S1", "[31001-31001]", ["172.16.0.2"], discovery=discovery("web.shop", http), container=user),
        task("w.3", "web", "e-S2", "[31002-31002]", ["172.17.0.2"], discovery=discovery("web.bridge", http), container=bridge),
        task("w.4", "web", "e-S0", "[31003-31003]", ["10.1.0.1"], discovery=discovery("web.host", http), container=host),
        task("w.5", "web", "e-S3", "[31004-31004]", ["10.9.0.5", "fd00::5"], container=own, discovery=discovery(
            "scoped", port(31004, "api", "tcp", **{"network-scope": "host"}), http)),
        task("h.1", "half", "e-S0", "[31010-31010]", healthy=True),
        task("h.2", "half", "e-S1", "[31010-31010]", healthy=False),
        task("h.3", "half", "e-S2", "[31011-31011]"),
        task("i.1", "ill", "e-S0", "[31012-31012]", healthy=False),
        task("i.2", "ill", "e-S1", "[31012-31012]", healthy=False),
        task("v.1", "heavy", "e-S0", "[31013-31013]", labels={dns + "weight": "10", dns + "priority": "3"}),
        task("v.2", "heavy", "e-S1", "[31013-31013]"),
        task("v.3", "heavy", "e-S2", "[31013-31013]", labels={"org.apache.aurora.metadata." + dns + "weight": "0"}),
        task("t.1", "quick", "e-S0", "[31014-31014]", labels={dns + "ttl": "5"}),
        task("t.2", "quick", "e-S1", "[31014-31014]", labels={dns + "ttl": "7"}),
        task("p.1", "secret", "e-S0", "[31015-31015]", labels={dns + "publish": "false"}),
        task("p.2", "half-secret", "e-S0", discovery=discovery(
            "half-secret", http, port(9090, "admin", "tcp", **{dns + "publish": "false"}))),
        task("a.1", "outside", "e-S0", "[31016-31016]", ["10.9.0.9"], container=own, labels={dns + "address": "agent"}),
        task("a.2", "inside", "e-S0", "[31017-31017]", ["10.9.0.10"], container=host,
             labels={dns + "address": "container"}),
        task("d.1", "oauth-server.tools", "e-S0", "[31020-31020]"),
        task("d.2", "oauth-server-tools", "e-S1", "[31021-31021]"),
        task("d.3", "x", "e-S1", discovery=discovery("a.b", http)),
        task("d.4", "x", "e-S1", discovery=discovery("a-b", http)),
        task("d.5", "x", "e-S1", discovery=discovery("*", http)),
        task("l.1", "l" * 70, "e-S0", "[31022-31022]"),
        task("l.2", "l" * 71, "e-S0", "[31023-31023]"),
        task("l.3", "x", "e-S0", discovery=discovery(".".join(["part%02d" % i for i in range(40)]), http)),
        task("o.1", "ports", "e-S0", discovery=discovery(
            "ports", port(0, "zero"), port(70000, "far", "tcp"), port(53, "", ""), port(53, "both"),
            port(1, "x" * 64, "udp"))),
        task("o.2", "same", "e-S0", "[31030-31031, 31031-31032]"),
        task("g.1", "lost-agent", "e-S9", "[31040-31040]"),
        task("r.1", "leader", "e-S0", "[31041-31041]", discovery=discovery("leader", http)),
        task("u.1", "Ünïcode_näme", "e-S0", "[31042-31042]"),
        task("y.1", "vip", "e-S0", "[31043-31043]", discovery=discovery(
            "vip", port(31043, "http", "tcp", VIP_0="/vip:80"), environment="prod", location="here", version="1")),
    ]
    return state([
        framework("e-0", "marathon", "scheduler@10.0.0.9:8080", tasks),
        framework("e-1", "leader", "scheduler@10.0.0.10:8081", [task("q.1", "web", "e-S0", "[31050-31050]")]),
        framework("e-2", "agent", "scheduler@10.0.0.11:8082", [task("q.2", "agent-1", "e-S1", "[31051-31051]")]),
        framework("e-3", "marathon", "", [task("q.3", "web", "e-S2", "[31052-31052]")], hostname="10.0.0.12"),
        framework("e-4", "half.marathon", "s@10.0.0.13:1", [task("q.4", "h", "e-S2", "[31053-31053]")]),
    ], agents)


# ---- a generated cluster, and what happens to it ------------------------------------------------

def generated(count, seed):
    numbers = random.Random(seed)
    agents = [agent("g-S%d" % i, "agent-%d.example.com" % i, "10.2.%d.%d" % (i // 200, 1 + i % 200))
              for i in range(max(2, count // 15))]
    frameworks = []
    for number, (name, share) in enumerate([("marathon", 5), ("chronos", 2), ("TwitterScheduler", 3)]):
        tasks = []
        while len(tasks) < count * share // 10:
            service = len(tasks)
            for instance in range(numbers.choice([1, 2, 4, 8])):
                tasks.append(generated_task(numbers, agents, "%d-%d" % (number, service), instance))
        frameworks.append(framework("g-%d" % number, name, "scheduler@10.200.0.%d:2550%d" % (number, number), tasks))
    return state(frameworks, agents)


def generated_task(numbers, agents, service, instance):
    first = 31000 + 2 * numbers.randrange(400)
    shape = numbers.randrange(4)
    address = "172.16.%d.%d" % (numbers.randrange(250), 1 + numbers.randrange(250))
    return task(
        "svc-%s-%d-%08x" % (service, instance, numbers.getrandbits(32)), "role/prod/svc-" + service,
        numbers.choice(agents)["id"], "[%d-%d]" % (first, first + 1), [address] if shape else [],
        discovery=None if shape == 3 else discovery("svc-%s.prod.role" % service, port(first, "http", "tcp"),
                                                    port(first + 1, "admin", numbers.choice(["tcp", "udp"]))),
        labels=numbers.choice([None, None, {"io.herald.dns.weight": str(1 + numbers.randrange(256))},
                               {"io.herald.dns.ttl": str(numbers.randrange(100))}, {"team": "x"}]),
        healthy=numbers.choice([None, True, True, False]),
        container=None if shape < 2 else {"type": "MESOS", "mesos": {}, "network_infos": [{"name": "overlay"}]})


def changed(before, seed):
    """The state after some of everything that happens to a cluster."""
    numbers = random.Random(seed)
    after = copy.deepcopy(before)
    for one in after["frameworks"]:
        for each in numbers.sample(one["tasks"], len(one["tasks"]) // 10):
            what = numbers.randrange(5)
            if what == 0:
                one["tasks"].remove(each)
            elif what == 1:
                each["statuses"][-1]["healthy"] = not each["statuses"][-1].get("healthy", False)
            elif what == 2:
                each["labels"] = as_labels({"io.herald.dns.weight": str(1 + numbers.randrange(256))})
            elif what == 3:
                each["state"] = "TASK_KILLED"
                one["completed_tasks"].append(each)
                one["tasks"].remove(each)
            else:
                agents = [a["id"] for a in after["slaves"]]
                number = "%d-%d" % (numbers.randrange(3), numbers.randrange(9))
                one["tasks"].append(dict(generated_task(numbers, after["slaves"], number, 99), framework_id=one["id"]))
                assert one["tasks"][-1]["slave_id"] in agents
    moved = numbers.choice(after["slaves"])
    moved["pid"] = "slave(1)@10.3.0.%d:5051" % (1 + numbers.randrange(250))
    return after


# ---- announcements ------------------------------------------------------------------------------

def members():
    def member(host, number, shard=None, status="ALIVE", metadata=None, **more):
        made = {"serviceEndpoint": {"host": host, "port": number}, "status": status,
                "additionalEndpoints": {name: {"host": host, "port": p} for name, p in more.items()}}
        if shard is not None:
            made["shard"] = shard
        if metadata:
            made["metadata"] = metadata
        return json.dumps(made)
    return [
        ("/aurora/www-data/prod/hello/member_0000000001", member("10.1.0.1", 31000, 0, http=31000, admin=8300)),
        ("/aurora/www-data/prod/hello/member_0000000002", member("127.0.0.1", 31001, 1, http=31001, admin=8300)),
        ("/aurora/www-data/prod/hello/member_0000000003", member("10.1.0.3", 31002, 2, "DEAD", aurora=31002)),
        ("/aurora/www-data/test/http_example/member_0000000001", member("10.1.0.3", 31003, 0)),
        ("/aurora/teams/search/index/member_0000000007", member("10.1.0.1", 31004, metadata={"weight": "7"})),
        ("/aurora/teams/search/index/member_0000000008", member("10.9.0.1", 31005, metadata={"task-id": "w.1"}, x=1)),
        ("/aurora/teams/search/index/member_0000000009", "{"),
        ("/aurora/role/prod/svc/member_0000000000", member("10.1.0.1", 31010, 0, extra=31999)),
        ("/aurora/role/devel/none/other", "x"),
    ]


# ---- all of it ----------------------------------------------------------------------------------

def captured(name):
    return json.loads((CAPTURES / name).read_text(encoding="utf-8"))


def merged(*states):
    """All of them as one cluster: what each has, the head of the first."""
    whole = copy.deepcopy(states[0])
    for other in states[1:]:
        whole["slaves"] += copy.deepcopy(other["slaves"])
        whole["frameworks"] += copy.deepcopy(other["frameworks"])
    return whole


def cases():
    plain = {}
    yield Case("whole-state", MESOS_DNS, ZONES, [whole_state()], [], "")
    for path in sorted(CAPTURES.glob("state*.json")):
        yield Case(path.stem, plain, ZONES, [captured(path.name)], [], "")
    yield Case("story", plain, ZONES, [captured("state%s.json" % part) for part in (
        "", "-agent2-disconnected", "-agent2-unreachable", "-agent2-back", "-framework-disconnected",
        "-agent2-gone", "-after-teardown")], [], "")
    cluster = merged(whole_state(), edges(), captured("state.json"), generated(300, 1))
    for name, config, zones, zone_file in (
            ("defaults", plain, ZONES, ""), ("mesos-dns", MESOS_DNS, ZONES, ""),
            ("everything", EVERYTHING, EVERY_ZONE, ZONE_FILE), ("mixed", MIXED, ZONES, "")):
        later = [cluster]
        for seed in range(3):
            later.append(changed(later[-1], seed))
        yield Case(name, config, zones, later + [cluster], [], zone_file)
    announced = merged(edges(), generated(100, 2))
    yield Case("announced", {"serversetPath": "/aurora"}, ZONES, [announced, changed(announced, 1)], members(), "")
