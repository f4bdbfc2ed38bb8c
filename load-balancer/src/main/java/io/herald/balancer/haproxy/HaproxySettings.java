package io.herald.balancer.haproxy;

import io.herald.runtime.net.CidrNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * How HAProxy is run.
 *
 * @param program path or name of the {@code haproxy} program, 2.6 or newer
 * @param folder for the configuration, maps and sockets; made if it is missing
 * @param attach master socket of a HAProxy that someone else runs, systemd for example, with {@code
 *     haproxy.cfg} of {@code folder} as its file; empty: Herald starts one and keeps it running
 * @param address at which the shared ports are opened; {@code *}: every one
 * @param httpPort for hosts without TLS; empty: not opened
 * @param httpsPort for hosts with TLS, opened once there is a certificate; empty: not opened
 * @param statsPort for statistics, {@code /metrics} and the check of HAProxy itself; empty: not
 *     opened
 * @param adminClients who may read the configuration and send signals at {@code statsPort}
 * @param appPort for requests with a header {@code X-Marathon-App-Id}; empty: not opened
 * @param certificates folder of PEM files, each with certificate and key; empty: no TLS on the
 *     shared ports
 * @param reloadInterval the least time between two reloads
 * @param hardStopAfter how long an old process may go on with its connections after a reload
 * @param failOpen whether servers that fail the balancer's own checks are used where none is left
 *     that passes them
 * @param spareSlots servers that a sticky service can grow by without a reload, at least
 */
public record HaproxySettings(
    String program,
    Path folder,
    Optional<Path> attach,
    String address,
    OptionalInt httpPort,
    OptionalInt httpsPort,
    OptionalInt statsPort,
    List<CidrNetwork> adminClients,
    OptionalInt appPort,
    Optional<Path> certificates,
    Duration reloadInterval,
    Duration hardStopAfter,
    boolean failOpen,
    int spareSlots) {

  /** This machine. */
  public static final List<CidrNetwork> LOOPBACK =
      List.of(CidrNetwork.parse("127.0.0.0/8"), CidrNetwork.parse("::1/128"));

  /** The longest path of a socket that Linux takes, less what HAProxy appends while it starts. */
  private static final int LONGEST_SOCKET = 107 - 20;

  private static final String COPIES = "kept-certificates";

  public HaproxySettings {
    folder = folder.toAbsolutePath().normalize();
    adminClients = List.copyOf(adminClients);
    if (reloadInterval.isNegative()) {
      throw new IllegalArgumentException("the interval of reloads is below 0");
    }
    if (hardStopAfter.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("an old process gets less than 1 s; write 1s or more");
    }
    Path copies = folder.resolve(COPIES);
    if (certificates.filter(own -> own.toAbsolutePath().normalize().equals(copies)).isPresent()) {
      throw new IllegalArgumentException(
          "the certificates are in " + copies + ", where Herald keeps its copies; move them");
    }
    if (spareSlots < 0) {
      throw new IllegalArgumentException("the spare slots are below 0");
    }
    String socket = folder.resolve("master.sock").toString();
    if (socket.length() > LONGEST_SOCKET || socket.matches("(?s).*[\\s\"'\\\\#,].*")) {
      throw new IllegalArgumentException(
          "folder "
              + folder
              + ": HAProxy takes no such path for its sockets; take one of at most "
              + (LONGEST_SOCKET - "/master.sock".length())
              + " characters without blanks, quotes and commas");
    }
  }

  /** Marathon-LB's ports, everything else in this folder. */
  public static HaproxySettings in(Path folder) {
    return new HaproxySettings(
        "haproxy",
        folder,
        Optional.empty(),
        "*",
        OptionalInt.of(80),
        OptionalInt.of(443),
        OptionalInt.of(9090),
        LOOPBACK,
        OptionalInt.of(9091),
        Optional.empty(),
        Duration.ofSeconds(2),
        Duration.ofMinutes(10),
        true,
        10);
  }

  /** Ports that the shared frontends take. */
  public Set<Integer> ownPorts() {
    Set<Integer> ports = new TreeSet<>();
    httpPort.ifPresent(ports::add);
    httpsPort.ifPresent(ports::add);
    statsPort.ifPresent(ports::add);
    appPort.ifPresent(ports::add);
    return ports;
  }

  Path configuration() {
    return folder.resolve("haproxy.cfg");
  }

  Path adminSocket() {
    return folder.resolve("admin.sock");
  }

  Path masterSocket() {
    return attach.orElse(folder.resolve("master.sock"));
  }

  /** Where Herald answers what HAProxy asks. */
  Path pageSocket() {
    return folder.resolve("herald.sock");
  }

  Path serverState() {
    return folder.resolve("servers.state");
  }

  Path hostMap() {
    return folder.resolve("hosts.map");
  }

  Path appMap() {
    return folder.resolve("apps.map");
  }

  /** The last ones of the folder of certificates that HAProxy took. */
  Path certificateCopies() {
    return folder.resolve(COPIES);
  }

  Path certificateList() {
    return folder.resolve("certificates.list");
  }
}
