"""Reads or writes a ServerSet with kazoo: watch ZK PATH | announce ZK PATH JSON | acls ZK PATH.

watch: prints one line of JSON for each picture, {node: data}. announce: creates a member as Aurora's
executor does, prints its name. Both end with their input.
"""
import json
import sys
import threading

from kazoo.client import KazooClient

mode, servers, path = sys.argv[1:4]
client = KazooClient(hosts=servers)
client.start()
lock = threading.Lock()


def show(children):
    with lock:
        members = {}
        for child in sorted(children):
            if child.startswith("member_"):
                try:
                    members[child] = client.get(path + "/" + child)[0].decode("utf-8")
                except Exception as gone:  # between the listing and now
                    print("gone: %s" % gone, file=sys.stderr)
        print(json.dumps(members), flush=True)


if mode == "watch":
    client.ensure_path(path)
    client.ChildrenWatch(path, show)
elif mode == "announce":
    made = client.create(
        path + "/member_", sys.argv[4].encode("utf-8"), ephemeral=True, sequence=True, makepath=True
    )
    print(made, flush=True)
else:
    sys.exit("no such mode: " + mode)
sys.stdin.read()
client.stop()
