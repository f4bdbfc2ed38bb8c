package io.herald.executor.announce;

import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.TaskHandoff;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is to be announced, and where.
 *
 * @param groupPath the ServerSet's path, without doubled or trailing slashes
 * @param host of every endpoint
 * @param primaryPort of the service endpoint
 * @param ports of the additional endpoints: every resolved name, the primary too
 * @param shard the instance number
 */
public record Announcement(
    String groupPath, String host, int primaryPort, SortedMap<String, Integer> ports, int shard) {

  private static final Pattern SLASHES = Pattern.compile("/+");

  /**
   * What an instance's handoff asks for.
   *
   * @param root of the path, if the job has none of its own
   * @param customPathAllowed whether the job may have one of its own
   * @param ports number by resolved name
   * @throws IllegalArgumentException with a sentence, if that may or can not be announced
   */
  public static Announcement of(
      TaskHandoff handoff,
      String root,
      boolean customPathAllowed,
      String host,
      Map<String, Integer> ports) {
    Announce announce = handoff.getAnnounce();
    Integer primary = ports.get(announce.getPrimaryPort());
    if (primary == null) {
      throw new IllegalArgumentException(
          "announce.primary_port = \""
              + announce.getPrimaryPort()
              + "\": the task has no such port; it has "
              + new TreeMap<>(ports).keySet()
              + ". Use it in the command, or map it in announce.portmap.");
    }
    String path = announce.getZkPath();
    if (!path.isEmpty() && !customPathAllowed) {
      throw new IllegalArgumentException(
          "announce.zk_path = \""
              + path
              + "\": this cluster allows no path of a job's own; leave it out, or start the"
              + " executor with --announcer-allow-custom-serverset-path.");
    }
    if (path.isEmpty()) {
      path =
          String.join(
              "/",
              root,
              handoff.getJob().getRole(),
              handoff.getJob().getEnvironment(),
              handoff.getJob().getName());
    }
    return new Announcement(
        normalized(path), host, primary, new TreeMap<>(ports), handoff.getInstance());
  }

  /** {@code //x///y/} is {@code /x/y}. */
  private static String normalized(String path) {
    String single = SLASHES.matcher("/" + path).replaceAll("/");
    return single.length() > 1 && single.endsWith("/")
        ? single.substring(0, single.length() - 1)
        : single;
  }
}
