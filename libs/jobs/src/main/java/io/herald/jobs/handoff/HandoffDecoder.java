package io.herald.jobs.handoff;

import com.google.protobuf.ByteString;
import io.herald.jobs.aurora.AuroraTask;
import io.herald.proto.handoff.TaskHandoff;
import java.util.Optional;

/**
 * Reads what a task carries in {@code TaskInfo.data} or {@code ExecutorInfo.data}, whatever its
 * form, which its first bytes identify: our own hand-off, Aurora's AssignedTask in Thrift's binary
 * protocol, or the JSON that Aurora's client makes of a job. All end as a hand-off: templates
 * expanded, ports resolved.
 *
 * <p>A job of Aurora's needs no file of ours and no change in its scheduler. Pure functions; safe
 * for use by several threads.
 */
public final class HandoffDecoder {

  /** What a task's data is. */
  public enum Form {
    /** No bytes at all. */
    NONE,
    /** What {@link Handoff} writes. */
    HANDOFF,
    /** AssignedTask in Thrift's binary protocol. */
    AURORA_THRIFT,
    /** A job's JSON, or any other. */
    JSON,
    /** Anything else. */
    OTHER
  }

  private HandoffDecoder() {}

  /** The form, by the first bytes. */
  public static Form form(ByteString data) {
    if (data.isEmpty()) {
      return Form.NONE;
    }
    if (AuroraTask.isThrift(data.substring(0, Math.min(3, data.size())).toByteArray())) {
      return Form.AURORA_THRIFT;
    }
    for (byte next : data) {
      switch (next) {
        case ' ', '\t', '\r', '\n' -> {}
        case '{' -> {
          return Form.JSON;
        }
        default -> {
          // Protobuf's header of field 1, the version, which is never 0.
          return data.byteAt(0) == 0x08 ? Form.HANDOFF : Form.OTHER;
        }
      }
    }
    return Form.OTHER;
  }

  /**
   * The hand-off that a task carries: in {@code TaskInfo.data}, or if that is empty or anything
   * else, in {@code ExecutorInfo.data}.
   *
   * @param context what is known beside it
   * @throws HandoffException with a sentence, if it has none of the three forms or is damaged
   */
  public static TaskHandoff decode(
      ByteString taskData, ByteString executorData, LaunchContext context) {
    return !isKnown(taskData) && isKnown(executorData)
        ? decode("ExecutorInfo.data", executorData, context)
        : decode("TaskInfo.data", taskData, context);
  }

  private static boolean isKnown(ByteString data) {
    return switch (form(data)) {
      case HANDOFF, AURORA_THRIFT, JSON -> true;
      case NONE, OTHER -> false;
    };
  }

  /**
   * What Aurora's data says of a task, with nothing expanded or resolved: for schedulers.
   *
   * @return absent if the data is not Aurora's
   * @throws IllegalArgumentException with a sentence, if it is and is damaged
   */
  public static Optional<AuroraTask> aurora(ByteString data, LaunchContext context) {
    return switch (form(data)) {
      case AURORA_THRIFT -> Optional.of(AuroraTask.ofThrift(data.toByteArray()));
      case JSON -> AuroraJob.read(data).map(job -> job.task(context));
      case NONE, HANDOFF, OTHER -> Optional.empty();
    };
  }

  private static TaskHandoff decode(String place, ByteString data, LaunchContext context) {
    try {
      return switch (form(data)) {
        case NONE, HANDOFF -> Handoff.read(place, data);
        case AURORA_THRIFT, JSON ->
            AuroraHandoff.of(
                aurora(data, context)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "it is JSON, but no job of Aurora's: that has a key \"task\"")),
                context);
        case OTHER ->
            throw new IllegalArgumentException(
                "it is neither a hand-off nor a task of Aurora's; use a scheduler that hands its"
                    + " tasks over in one of these forms");
      };
    } catch (HandoffException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new HandoffException(place + ": " + e.getMessage() + ".", e);
    }
  }
}
