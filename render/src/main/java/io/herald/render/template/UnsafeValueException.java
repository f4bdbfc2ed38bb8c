package io.herald.render.template;

import java.util.Set;

/** A value can't be written; knows the instances that it is of. */
final class UnsafeValueException extends RuntimeException {

  private final transient Set<Object> items;

  UnsafeValueException(Set<Object> items, String sentence, Throwable cause) {
    super(sentence, cause);
    this.items = Set.copyOf(items);
  }

  /** Empty: it is of none. */
  Set<Object> items() {
    return items;
  }
}
