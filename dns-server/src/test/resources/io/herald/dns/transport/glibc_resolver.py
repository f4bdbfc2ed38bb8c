"""Asks glibc's getaddrinfo through a resolver that is set up in this process alone.

Usage: glibc_resolver.py SERVER PORT OPTIONS NAME [FAMILY]

glibc's resolv.conf knows no ports; its _res does, and takes no privileges. OPTIONS are added to
_res.options (resolv.h), in hexadecimal. Prints the addresses, sorted, or the error's name.
"""
import ctypes
import socket
import struct
import sys

server, port, options, name = sys.argv[1:5]
family = {"v4": socket.AF_INET, "v6": socket.AF_INET6}.get("".join(sys.argv[5:]), 0)
libc = ctypes.CDLL("libc.so.6")
libc.__nss_configure_lookup(b"hosts", b"dns")
libc.__res_init()
state = libc.__res_state
state.restype = ctypes.c_void_p
res = state()

RETRY_SECONDS, RETRIES, SERVERS, FIRST_SERVER = 0, 4, 16, 20
ctypes.c_int.from_address(res + RETRY_SECONDS).value = 10
ctypes.c_int.from_address(res + RETRIES).value = 2
ctypes.c_ulong.from_address(res + 8).value |= int(options, 16)
ctypes.c_int.from_address(res + SERVERS).value = 1
address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(int(port)), socket.inet_aton(server))
ctypes.memmove(res + FIRST_SERVER, address, len(address))

try:
    found = socket.getaddrinfo(name, None, family, socket.SOCK_STREAM)
    print(" ".join(sorted(entry[4][0] for entry in found)))
except socket.gaierror as error:
    names = {getattr(socket, n): n for n in dir(socket) if n.startswith("EAI_")}
    print(names.get(error.errno, error))
