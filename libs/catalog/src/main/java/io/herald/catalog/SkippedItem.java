package io.herald.catalog;

import io.herald.runtime.text.Printable;

/**
 * One thing that a source could not read and left out; all others were read.
 *
 * @param kind "task", "agent", "ports", …: what was left out, as {@link SourceStatus#skipped}
 *     counts it
 * @param id of the entity that it belongs to, as far as it is known; else empty
 * @param why a sentence that holds the offending text
 */
public record SkippedItem(String kind, String id, String why) {

  public SkippedItem {
    kind = Printable.of(kind);
    id = Printable.of(id);
    why = Printable.of(why);
  }
}
