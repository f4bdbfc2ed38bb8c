package io.herald.catalog;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Gives equal immutable values one instance, as far as a fixed number of places goes.
 *
 * <p>A cluster repeats itself: framework ids, agent ids, states, label keys, port names. A value is
 * kept at the place that its hash names until another one wants it; so memory is bounded, nothing
 * has to be forgotten, and a miss costs no more than a second copy. Any thread may call.
 */
public final class Interner {

  private static final int PLACES = 1 << 14;

  private final AtomicReferenceArray<Object> places = new AtomicReferenceArray<>(PLACES);

  /** The value itself, or an equal one that was seen before. */
  public <T> T intern(T value) {
    int hash = value.hashCode();
    int place = (hash ^ (hash >>> 14)) & (PLACES - 1);
    Object known = places.get(place);
    if (known != null && known.getClass() == value.getClass() && known.equals(value)) {
      @SuppressWarnings("unchecked") // of the same class
      T same = (T) known;
      return same;
    }
    places.set(place, value);
    return value;
  }
}
