package io.herald.render.template;

import java.util.Set;

/** Instances can't be rendered, as a text of theirs is unsafe; without them the rest can be. */
public final class UnsafeItemException extends Exception {

  private final transient Set<Object> items;

  UnsafeItemException(Set<Object> items, String sentence) {
    super(sentence);
    this.items = Set.copyOf(items);
  }

  /** What the model calls the instances in whose scope the text stands; see {@link ModelKeys}. */
  public Set<Object> items() {
    return items;
  }
}
