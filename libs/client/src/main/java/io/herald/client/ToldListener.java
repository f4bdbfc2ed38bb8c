package io.herald.client;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener whose exceptions are logged and end nothing, and which is told nothing after {@link
 * #end}. One thread tells; any may end.
 */
final class ToldListener {

  private static final Logger log = LoggerFactory.getLogger(ToldListener.class);

  private enum State {
    IDLE,
    TELLING,
    ENDED
  }

  private final ChangeListener listener;
  private final String what;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /**
   * Not told anything yet.
   *
   * @param what it listens to, for the log
   */
  ToldListener(ChangeListener listener, String what) {
    this.listener = listener;
    this.what = what;
  }

  void tell(Consumer<ChangeListener> call) {
    if (!state.compareAndSet(State.IDLE, State.TELLING)) {
      return;
    }
    try {
      call.accept(listener);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      log.error("watch of {}: the listener {} failed; the watch goes on", what, listener, e);
    } finally {
      state.compareAndSet(State.TELLING, State.IDLE);
    }
  }

  /** No call begins any more; one that is under way ends on its own. */
  void end() {
    state.set(State.ENDED);
  }
}
