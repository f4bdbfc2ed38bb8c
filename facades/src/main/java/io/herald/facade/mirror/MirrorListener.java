package io.herald.facade.mirror;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gets each change of the mirror, one call at a time. It must not block. */
public interface MirrorListener {

  /**
   * An instance came, changed or went.
   *
   * @param old null: it is new
   * @param now null: it is gone
   * @param index of this change alone: above that of every earlier one, and of earlier processes
   * @param at when it was seen
   */
  void onChange(
      @Nullable MirroredInstance old, @Nullable MirroredInstance now, long index, Instant at);

  /** From now on the mirror has everything; called once, after the first snapshot's last change. */
  void onComplete(long index);
}
