package io.herald.serverset.lint;

import io.herald.runtime.text.Printable;

/**
 * One node's effect on one reader.
 *
 * @param why a phrase: what in the node causes it; empty where nothing is wrong
 */
public record Finding(ServerSetReader reader, Effect effect, String why) {

  public Finding {
    why = Printable.of(why);
  }
}
