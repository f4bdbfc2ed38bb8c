package io.herald.mesos.client;

/**
 * One item of an event whose bytes are not a message; all others were read.
 *
 * @param kind "task", "agent", "framework", or "event" where the event reports that one item
 * @param id as far as it is known; else empty
 * @param why a clause: "its bytes are garbled"
 */
public record Garbled(String kind, String id, String why) {

  static final String BYTES = "its bytes are garbled";
}
