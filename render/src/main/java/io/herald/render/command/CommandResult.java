package io.herald.render.command;

import io.herald.runtime.text.Printable;

/**
 * How a command ended.
 *
 * @param ok whether it exited with 0, in time
 * @param how a clause: "exited with 1", "took longer than 10 s and was killed", "can't be started:
 *     …"
 * @param output the end of what it wrote, to both of its outputs
 */
public record CommandResult(boolean ok, String how, String output) {

  private static final int SHOWN = 600;

  /** How it ended, with what it said, on one line. */
  @Override
  public String toString() {
    String said = output.strip().replaceAll("\\s*\\n\\s*", " | ");
    return said.isEmpty() ? how : how + ": " + Printable.of(said, SHOWN);
  }
}
