"""A backend or a client in a network namespace, over lines.

serve NAME PORT   answers every line over TCP, and every datagram, with "NAME CLIENT"; says "ready"
client            obeys lines: open ID tcp|udp ADDRESS PORT / ask ID; answers a line each, "error: ..." for a failure
"""
import socket, sys, threading

def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET

def plain(address):
    return address[7:] if address.startswith("::ffff:") else address

def serve(name, port):
    tcp = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    for each in (tcp, udp):
        each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        each.bind(("::", port))
    tcp.listen(100)

    def answer(connection, client):
        with connection, connection.makefile("rw", newline="\n") as lines:
            for _ in lines:
                lines.write("%s %s\n" % (name, plain(client[0])))
                lines.flush()

    def datagrams():
        while True:
            _, client = udp.recvfrom(100)
            udp.sendto(("%s %s" % (name, plain(client[0]))).encode(), client)

    threading.Thread(target=datagrams, daemon=True).start()
    print("ready", flush=True)
    while True:
        connection, client = tcp.accept()
        threading.Thread(target=answer, args=(connection, client), daemon=True).start()

def client():
    sockets = {}
    print("ready", flush=True)
    for line in sys.stdin:
        words = line.split()
        try:
            if words[0] == "open":
                kind = socket.SOCK_STREAM if words[2] == "tcp" else socket.SOCK_DGRAM
                opened = socket.socket(family(words[3]), kind)
                opened.settimeout(20)
                opened.connect((words[3], int(words[4])))
                sockets[words[1]] = opened
                print("opened", flush=True)
            elif words[0] == "close":
                sockets.pop(words[1]).close()
                print("closed", flush=True)
            else:
                sockets[words[1]].sendall(b"?\n")
                print(sockets[words[1]].recv(100).decode().strip() or "error: ended", flush=True)
        except OSError as failure:
            print("error: %s" % (failure.strerror or failure), flush=True)

if sys.argv[1] == "serve":
    serve(sys.argv[2], int(sys.argv[3]))
else:
    client()
