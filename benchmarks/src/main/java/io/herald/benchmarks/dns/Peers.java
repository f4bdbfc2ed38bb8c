package io.herald.benchmarks.dns;

import io.herald.certificates.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The servers that Herald is compared with: others' name servers, each with one worker, and those
 * of {@code floor.c}, which do nothing with what they get.
 */
final class Peers {

  private final Path folder;

  /**
   * @param folder for their files
   */
  Peers(Path folder) {
    this.folder = folder;
  }

  /** Mesos-DNS from the given binary. */
  MeasuredServer mesosDns(String binary, int port, int master, int refresh) throws IOException {
    Path config =
        write("mesos-dns.json", MeasuredServer.mesosDnsConfig(port, master, refresh, port + 1));
    return start("mesos-dns", port, "mesos-dns", binary, "-config", config.toString());
  }

  /** Knot with one worker for each protocol. */
  MeasuredServer knot(Path zone, int port) throws IOException {
    Path storage = Files.createDirectories(folder.resolve("knot-db"));
    Path config =
        write(
            "knot.conf",
            "server:",
            "  rundir: " + folder,
            "  listen: 127.0.0.1@" + port,
            "  udp-workers: 1",
            "  tcp-workers: 1",
            "  background-workers: 1",
            "database:",
            "  storage: " + storage,
            "zone:",
            "  - domain: mesos",
            "    file: " + zone,
            "    journal-content: none",
            "    zonefile-sync: -1",
            "    zonefile-load: whole",
            "    semantic-checks: off",
            "");
    return start("knot", port, "knot", "knotd", "-c", config.toString());
  }

  /** NSD with one server process. */
  MeasuredServer nsd(Path zone, int port) throws IOException {
    return nsd("nsd", zone, port, List.of());
  }

  /** The same with DNS over TLS at another port. */
  MeasuredServer nsdOverTls(Path zone, int port) throws IOException {
    PemFiles tls = PemFiles.in(folder, "tls");
    int tlsPort = port + MeasuredServer.TLS;
    return nsd(
        "nsd-tls",
        zone,
        port,
        List.of(
            "  ip-address: 127.0.0.1@" + tlsPort,
            "  tls-port: " + tlsPort,
            "  tls-service-pem: \"" + tls.certificate() + "\"",
            "  tls-service-key: \"" + tls.key() + "\""));
  }

  private MeasuredServer nsd(String file, Path zone, int port, List<String> more)
      throws IOException {
    Path config =
        write(
            file + ".conf",
            "server:",
            "  server-count: 1",
            "  ip-address: 127.0.0.1@" + port,
            String.join("\n", more),
            "  username: \"\"",
            "  chroot: \"\"",
            "  database: \"\"",
            "  zonesdir: \"" + folder + "\"",
            "  pidfile: \"" + folder.resolve(file + ".pid") + "\"",
            "  xfrdfile: \"" + folder.resolve(file + ".xfrd") + "\"",
            "  zonelistfile: \"" + folder.resolve(file + ".zones") + "\"",
            "  rrl-ratelimit: 0",
            "remote-control:",
            "  control-enable: no",
            "zone:",
            "  name: mesos",
            "  zonefile: " + zone,
            "");
    return start("nsd", port, file, "nsd", "-d", "-c", config.toString());
  }

  /** BIND with one worker, and DNS over TLS at another port. */
  MeasuredServer bindOverTls(Path zone, int port) throws IOException {
    PemFiles tls = PemFiles.in(folder, "tls");
    Path config =
        write(
            "named.conf",
            "tls own { cert-file \"" + tls.certificate() + "\"; key-file \"" + tls.key() + "\"; };",
            "options {",
            "  directory \"" + folder + "\";",
            "  pid-file none;",
            "  session-keyfile none;",
            "  listen-on port " + port + " { 127.0.0.1; };",
            "  listen-on port " + (port + MeasuredServer.TLS) + " tls own { 127.0.0.1; };",
            "  listen-on-v6 { none; };",
            "  recursion no;",
            "  notify no;",
            "};",
            "controls { };",
            "zone \"mesos\" { type primary; file \"" + zone + "\"; check-names ignore; };",
            "");
    return start("bind", port, "named", "named", "-g", "-n", "1", "-c", config.toString());
  }

  /**
   * dnsmasq as a forwarder.
   *
   * @param upstream port of the upstream, at 127.0.0.1
   * @param cached how many answers it keeps
   */
  MeasuredServer dnsmasq(int port, int upstream, int cached) throws IOException {
    return start(
        "dnsmasq",
        port,
        "dnsmasq",
        "dnsmasq",
        "--keep-in-foreground",
        "--conf-file=/dev/null",
        "--pid-file",
        "--user=root",
        "--no-resolv",
        "--no-hosts",
        "--bind-interfaces",
        "--listen-address=127.0.0.1",
        "--port=" + port,
        "--server=127.0.0.1#" + upstream,
        "--cache-size=" + cached,
        "--dns-forward-max=1000");
  }

  /**
   * One of {@code floor.c}'s servers.
   *
   * @param program as it was compiled
   * @param way single, batch or upstream
   */
  MeasuredServer floor(String program, String way, int port) throws IOException {
    return start(
        way.equals("upstream") ? way : "C " + way,
        port,
        "floor-" + way,
        program,
        way,
        Integer.toString(port));
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines));
  }

  private MeasuredServer start(String name, int port, String log, String... command)
      throws IOException {
    return new MeasuredServer(name, port, folder.resolve(log + ".log"), List.of(command));
  }
}
