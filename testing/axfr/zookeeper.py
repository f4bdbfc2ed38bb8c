"""Creates nodes in a ZooKeeper, by its wire protocol (org.apache.zookeeper.proto's ConnectRequest and CreateRequest)."""

import socket
import struct

CREATE, EVERYTHING, PERSISTENT = 1, 31, 0


def create(address, port, nodes):
    """Creates each node, a pair of path and data, and the folders above it that are absent."""
    with socket.create_connection((address, port), timeout=60) as connection:
        stream = connection.makefile("rwb")
        exchange(stream, struct.pack(">iqiq", 0, 0, 10000, 0) + text("\0" * 16))
        made = set()
        for path, data in nodes:
            parts = path.split("/")[1:]
            folders = ["/" + "/".join(parts[:depth]) for depth in range(1, len(parts))]
            for node, content in [(folder, "") for folder in folders if folder not in made] + [(path, data)]:
                made.add(node)
                reply = exchange(
                    stream, struct.pack(">ii", len(made), CREATE) + text(node) + text(content)
                    + struct.pack(">ii", 1, EVERYTHING) + text("world") + text("anyone") + struct.pack(">i", PERSISTENT))
                error = struct.unpack(">i", reply[12:16])[0]
                if error:
                    raise OSError("ZooKeeper refuses to create %s: error %d" % (node, error))


def serves(address, port):
    try:
        with socket.create_connection((address, port), timeout=10) as connection:
            connection.sendall(b"srvr")
            return connection.makefile("rb").readline().startswith(b"Zookeeper version")
    except OSError:
        return False


def exchange(stream, request):
    stream.write(struct.pack(">i", len(request)) + request)
    stream.flush()
    head = stream.read(4)
    if len(head) < 4:
        raise OSError("ZooKeeper closed the connection")
    return stream.read(struct.unpack(">i", head)[0])


def text(value):
    return struct.pack(">i", len(value.encode())) + value.encode()
