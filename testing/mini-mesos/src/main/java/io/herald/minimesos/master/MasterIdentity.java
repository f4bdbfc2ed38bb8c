package io.herald.minimesos.master;

import io.herald.minimesos.link.Times;
import java.time.Instant;
import org.apache.mesos.v1.Protos.Address;
import org.apache.mesos.v1.Protos.MasterInfo;
import org.apache.mesos.v1.Protos.VersionInfo;

/**
 * Who a master is.
 *
 * @param id a UUID; agents, frameworks and offers that it registers first are named after it
 * @param address the IPv4 address that it listens on, as text
 * @param started when this master came to be
 */
public record MasterIdentity(
    String id, String cluster, String hostname, String address, int port, Instant started) {

  /** The Mesos release whose messages and documents are spoken. */
  public static final String VERSION = "1.11.0";

  static final String BUILD_USER = "mini-mesos";

  /** When that release was tagged; nothing is built here that could have a time of its own. */
  static final Instant BUILD_TIME = Instant.parse("2020-11-24T00:00:00Z");

  static final String BUILD_DATE = "2020-11-24";

  /** Nothing is built here from a commit; whoever reads it finds one where Mesos has it. */
  static final String GIT_SHA = "0".repeat(40);

  static final String GIT_BRANCH = "refs/heads/1.11.x";

  /** {@code master@127.0.0.1:5050}. */
  public String pid() {
    return "master@" + address + ":" + port;
  }

  /** The address as a number: network order, read as little-endian, as Mesos has it. */
  public int ipNumber() {
    int number = 0;
    String[] bytes = address.split("\\.");
    for (int i = bytes.length - 1; i >= 0; i--) {
      number = number << 8 | Integer.parseInt(bytes[i]);
    }
    return number;
  }

  public MasterInfo info() {
    MasterInfo.Builder info =
        MasterInfo.newBuilder()
            .setId(id)
            .setIp(ipNumber())
            .setPort(port)
            .setPid(pid())
            .setHostname(hostname)
            .setVersion(VERSION)
            .setAddress(Address.newBuilder().setHostname(hostname).setIp(address).setPort(port));
    for (MasterInfo.Capability.Type type :
        new MasterInfo.Capability.Type[] {
          MasterInfo.Capability.Type.AGENT_UPDATE, MasterInfo.Capability.Type.AGENT_DRAINING
        }) {
      info.addCapabilities(MasterInfo.Capability.newBuilder().setType(type));
    }
    return info.build();
  }

  public static VersionInfo version() {
    return VersionInfo.newBuilder()
        .setVersion(VERSION)
        .setBuildDate(BUILD_DATE)
        .setBuildTime(Times.seconds(BUILD_TIME))
        .setBuildUser(BUILD_USER)
        .setGitSha(GIT_SHA)
        .setGitBranch(GIT_BRANCH)
        .build();
  }
}
