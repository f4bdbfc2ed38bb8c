package io.herald.mesos.client;

/**
 * One thing of an event whose bytes are no message; all others were read.
 *
 * @param kind "task", "agent", "framework", or "event" where a whole event tells of the one thing
 * @param id as far as it can be told; else empty
 * @param why a clause: "its bytes are garbled"
 */
public record Garbled(String kind, String id, String why) {

  static final String BYTES = "its bytes are garbled";
}
