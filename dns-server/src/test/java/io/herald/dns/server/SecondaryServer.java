package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/** A real name server in a process of its own, secondary for one zone, on a free port. */
final class SecondaryServer implements AutoCloseable {

  private static final FreePorts PORTS = new FreePorts();

  /** Which one; its Debian package has the program. */
  enum Kind {
    KNOT("knotd", "knot"),
    NSD("nsd", "nsd"),
    BIND("named", "bind9");

    private final String program;
    private final String debianPackage;

    Kind(String program, String debianPackage) {
      this.program = program;
      this.debianPackage = debianPackage;
    }
  }

  /** Key name and secret, hmac-sha256. */
  record SharedKey(String name, String secret) {

    TSIG tsig() {
      return new TSIG(TSIG.HMAC_SHA256, name, secret);
    }
  }

  private final Kind kind;
  private final Path folder;
  private final int port;
  private final SharedKey key;
  private final Process process;

  private SecondaryServer(Kind kind, Path folder, int port, SharedKey key, Process process) {
    this.kind = kind;
    this.folder = folder;
    this.port = port;
    this.key = key;
    this.process = process;
  }

  /** A free port to start it on: the primary has to know it first. */
  static int freePort() {
    return PORTS.take();
  }

  static SecondaryServer start(Kind kind, Path folder, int port, int primaryPort, SharedKey key)
      throws IOException {
    Files.createDirectories(folder);
    Path config = folder.resolve("server.conf");
    Files.writeString(config, config(kind, folder, port, primaryPort, key));
    List<String> command =
        switch (kind) {
          case KNOT -> List.of(kind.program, "-c", config.toString());
          case NSD -> List.of(kind.program, "-d", "-c", config.toString());
          case BIND -> List.of(kind.program, "-g", "-c", config.toString());
        };
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    try {
      return new SecondaryServer(kind, folder, port, key, builder.start());
    } catch (IOException e) {
      throw new IOException(
          kind.program + " can't be started; apt-get install " + kind.debianPackage, e);
    }
  }

  private static String config(Kind kind, Path folder, int port, int primaryPort, SharedKey key) {
    String template =
        switch (kind) {
          case KNOT ->
              """
              server:
                listen: 127.0.0.1@%2$d
                rundir: %1$s
              database:
                storage: %1$s
              log:
              - target: stdout
                any: info
              key:
              - id: %4$s
                algorithm: hmac-sha256
                secret: %5$s
              remote:
              - id: primary
                address: 127.0.0.1@%3$d
                key: %4$s
              acl:
              - id: primary
                address: 127.0.0.1
                key: %4$s
                action: [notify, transfer]
              zone:
              - domain: mesos
                storage: %1$s
                master: primary
                acl: primary
              """;
          case NSD ->
              """
              server:
                ip-address: 127.0.0.1@%2$d
                username: ""
                database: ""
                zonesdir: "%1$s"
                pidfile: "%1$s/nsd.pid"
                xfrdfile: "%1$s/xfrd.state"
                xfrdir: "%1$s"
                zonelistfile: "%1$s/zone.list"
                verbosity: 3
                server-count: 1
                xfrd-reload-timeout: 0
              remote-control:
                control-enable: no
              key:
                name: "%4$s"
                algorithm: hmac-sha256
                secret: "%5$s"
              zone:
                name: "mesos"
                zonefile: "mesos.zone"
                request-xfr: 127.0.0.1@%3$d %4$s
                allow-notify: 127.0.0.1 %4$s
                provide-xfr: 127.0.0.1 %4$s
              """;
          case BIND ->
              """
              key "%4$s" { algorithm hmac-sha256; secret "%5$s"; };
              controls { };
              options {
                directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile none;
                listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
                recursion no; dnssec-validation no; notify no; serial-query-rate 1000;
              };
              zone "mesos" {
                type secondary; file "mesos.zone";
                primaries { 127.0.0.1 port %3$d key "%4$s"; };
                allow-notify { key "%4$s"; }; allow-transfer { key "%4$s"; };
              };
              """;
        };
    return template.formatted(folder, port, primaryPort, key.name(), key.secret());
  }

  Kind kind() {
    return kind;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The serial that it has; -1 while it has none. */
  long serial() throws IOException {
    SimpleResolver resolver = new SimpleResolver(address());
    resolver.setTimeout(java.time.Duration.ofSeconds(2));
    try {
      Message reply =
          resolver.send(
              Message.newQuery(Record.newRecord(Name.fromString("mesos."), Type.SOA, DClass.IN)));
      return reply.getSection(Section.ANSWER).stream()
          .filter(SOARecord.class::isInstance)
          .mapToLong(record -> ((SOARecord) record).getSerial())
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1; // not up yet
    }
  }

  /** Every record that it has, but for the second SOA. */
  Set<String> records() throws IOException {
    return transfer(address(), key);
  }

  static Set<String> transfer(InetSocketAddress from, SharedKey key) throws IOException {
    ZoneTransferIn transfer =
        ZoneTransferIn.newAXFR(
            Name.fromString("mesos."),
            from.getAddress().getHostAddress(),
            from.getPort(),
            key.tsig());
    try {
      transfer.run();
    } catch (ZoneTransferException e) {
      throw new IOException("no transfer from " + from, e);
    }
    Set<String> records = new TreeSet<>();
    transfer.getAXFR().forEach(record -> records.add(record.toString()));
    return records;
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("log"), UTF_8);
  }

  @Override
  public String toString() {
    return kind.toString();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
