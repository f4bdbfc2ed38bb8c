package io.herald.executor.announce;

import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.Announce.WeighingCase;
import io.herald.proto.handoff.JobKey;
import io.herald.proto.handoff.TaskHandoff;
import io.herald.serverset.member.ServerSetPath;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What to announce, and where.
 *
 * @param groupPath the ServerSet's path
 * @param host of every endpoint
 * @param primaryPort of the service endpoint
 * @param ports of the additional endpoints: every resolved name, the primary too
 * @param shard the instance number
 * @param weight share of the requests relative to other instances; absent: as any other
 * @param labels the job's labels; the member's metadata
 * @param taskId of the instance; distinguishes two tasks of one shard
 */
public record AnnounceRequest(
    ServerSetPath groupPath,
    String host,
    int primaryPort,
    SortedMap<String, Integer> ports,
    int shard,
    OptionalDouble weight,
    SortedMap<String, String> labels,
    String taskId) {

  /**
   * What an instance's handoff asks for.
   *
   * @param root of the path, if the job has none of its own
   * @param customPathAllowed whether the job may have one of its own
   * @param ports number by resolved name
   * @throws IllegalArgumentException with a sentence, if it can't be announced or is not allowed
   */
  public static AnnounceRequest of(
      TaskHandoff handoff,
      String root,
      boolean customPathAllowed,
      String host,
      Map<String, Integer> ports,
      String taskId) {
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
              + "\": this cluster does not allow a job to choose its path; leave it out, or start the executor with --announcer-allow-custom-serverset-path.");
    }
    JobKey job = handoff.getJob();
    ServerSetPath group =
        path.isEmpty()
            ? ServerSetPath.of(root, job.getRole(), job.getEnvironment(), job.getName())
            : ownPath(path);
    return new AnnounceRequest(
        group,
        host,
        primary,
        new TreeMap<>(ports),
        handoff.getInstance(),
        announce.getWeighingCase() == WeighingCase.WEIGHT
            ? weight(announce.getWeight())
            : OptionalDouble.empty(),
        new TreeMap<>(announce.getLabelsMap()),
        taskId);
  }

  private static OptionalDouble weight(double weight) {
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("discovery.weight = " + weight + ": must be above 0.");
    }
    return OptionalDouble.of(weight);
  }

  private static ServerSetPath ownPath(String path) {
    try {
      return new ServerSetPath(path);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("announce.zk_path: " + e.getMessage() + ".", e);
    }
  }
}
