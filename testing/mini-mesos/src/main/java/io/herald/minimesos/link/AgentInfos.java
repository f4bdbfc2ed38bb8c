package io.herald.minimesos.link;

import com.google.protobuf.UnknownFieldSet;
import org.apache.mesos.v1.Protos.AgentInfo;

/**
 * {@code AgentInfo.checkpoint}, for which the messages of our release have no field: a master says
 * it of every agent that its registry has, and not in the event that brings the agent.
 */
public final class AgentInfos {

  private static final int CHECKPOINT = 7;

  private AgentInfos() {}

  /** The agent as the registry has it. */
  public static AgentInfo registered(AgentInfo info) {
    return info.toBuilder()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(CHECKPOINT, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build())
        .build();
  }

  public static boolean checkpoints(AgentInfo info) {
    return info.getUnknownFields().hasField(CHECKPOINT);
  }
}
