package io.herald.dns.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** BIND or Unbound in a process of its own: the root of a little Internet, or its resolver. */
final class ResolverProgram implements AutoCloseable {

  private final InetSocketAddress address;
  private final Process process;

  private ResolverProgram(InetSocketAddress address, Process process) {
    this.address = address;
    this.process = process;
  }

  /** BIND, authoritative for the root zone of that text. */
  static ResolverProgram root(Path folder, InetSocketAddress address, String zone)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("root.zone"), zone);
    return named(folder, address, "recursion no; notify no;", "type primary; file \"root.zone\";");
  }

  /** BIND, which resolves from that root. */
  static ResolverProgram bind(Path folder, int port, InetSocketAddress root) throws IOException {
    hints(folder, root);
    return named(folder, local(port), "recursion yes;", "type hint; file \"root.hints\";");
  }

  /** Unbound, which resolves from that root. */
  static ResolverProgram unbound(Path folder, int port, InetSocketAddress root) throws IOException {
    hints(folder, root);
    String config =
        """
        server:
          interface: 127.0.0.1
          port: %2$d
          do-ip6: no
          do-not-query-localhost: no
          module-config: "iterator"
          root-hints: "%1$s/root.hints"
          directory: "%1$s"
          username: ""
          chroot: ""
          pidfile: ""
          use-syslog: no
          logfile: ""
          num-threads: 1
          verbosity: 1
        remote-control:
          control-enable: no
        """
            .formatted(folder, port);
    return start(folder, local(port), config, "unbound", "unbound", "-d", "-p", "-c");
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static void hints(Path folder, InetSocketAddress root) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("root.hints"),
        ". 3600000 NS a.root.\na.root. 3600000 A " + root.getHostString() + "\n");
  }

  private static ResolverProgram named(
      Path folder, InetSocketAddress address, String options, String root) throws IOException {
    String config =
        """
        controls { };
        options {
          directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile none;
          listen-on port %3$d { %2$s; }; listen-on-v6 { none; };
          dnssec-validation no; %4$s
        };
        zone "." { %5$s };
        """
            .formatted(folder, address.getHostString(), address.getPort(), options, root);
    return start(folder, address, config, "bind9", "named", "-4", "-g", "-c");
  }

  private static ResolverProgram start(
      Path folder,
      InetSocketAddress address,
      String config,
      String debianPackage,
      String... command)
      throws IOException {
    Path file = Files.writeString(folder.resolve("server.conf"), config);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.command().add(file.toString());
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    try {
      return new ResolverProgram(address, builder.start());
    } catch (IOException e) {
      throw new IOException(command[0] + " can't be started; apt-get install " + debianPackage, e);
    }
  }

  InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
