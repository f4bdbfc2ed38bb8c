"""A zone by AXFR over TCP (RFC 5936), as sorted lines of text: owner, TTL, type, data."""

import ipaddress
import socket
import struct

TYPES = {1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 16: "TXT", 28: "AAAA", 33: "SRV"}


def transfer(address, port, zone):
    """The zone's records, the serial left out as it is the time of the start; or why there are none."""
    lines = []
    with socket.create_connection((address, port), timeout=60) as connection:
        stream = connection.makefile("rwb")
        name = b"".join(bytes([len(label)]) + label.encode() for label in zone.split(".")) + b"\0"
        query = struct.pack(">6H", 1, 0, 1, 0, 0, 0) + name + struct.pack(">2H", 252, 1)
        stream.write(struct.pack(">H", len(query)) + query)
        stream.flush()
        ends = 0
        while ends < 2:
            head = stream.read(2)
            if len(head) < 2:
                return ["%s: the transfer ended early" % zone]
            message = stream.read(struct.unpack(">H", head)[0])
            _, flags, questions, answers = struct.unpack(">4H", message[:8])
            if flags & 15:
                return ["%s: RCODE %d" % (zone, flags & 15)]
            at = 12
            for _ in range(questions):
                at = read_name(message, at)[1] + 4
            for _ in range(answers):
                owner, at = read_name(message, at)
                kind, _, ttl, length = struct.unpack(">2HIH", message[at:at + 10])
                ends += kind == 6
                lines.append("%s %d %s %s" % (owner, ttl, TYPES.get(kind, kind), data(message, at + 10, kind, length)))
                at += 10 + length
    return sorted(lines)


def read_name(message, at):
    labels = []
    after = None
    while message[at]:
        if message[at] >= 0xC0:
            after = after or at + 2
            at = struct.unpack(">H", message[at:at + 2])[0] & 0x3FFF
        else:
            labels.append(message[at + 1:at + 1 + message[at]].decode("latin-1"))
            at += 1 + message[at]
    return ".".join(labels) + ".", after or at + 1


def data(message, at, kind, length):
    if kind in (1, 28):
        return str(ipaddress.ip_address(message[at:at + length]))
    if kind in (2, 5, 12):
        return read_name(message, at)[0]
    if kind == 33:
        return "%d %d %d %s" % (*struct.unpack(">3H", message[at:at + 6]), read_name(message, at + 6)[0])
    if kind == 6:
        primary, at = read_name(message, at)
        mailbox, at = read_name(message, at)
        return "%s %s %d %d %d %d" % (primary, mailbox, *struct.unpack(">4I", message[at + 4:at + 20]))
    return message[at:at + length].hex()
