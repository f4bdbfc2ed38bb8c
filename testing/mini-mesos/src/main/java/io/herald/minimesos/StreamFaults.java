package io.herald.minimesos;

import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.master.Master;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What can go wrong with the operators' event streams of whoever leads just now; nothing happens
 * while none does. Any thread may call.
 */
public final class StreamFaults {

  private final EventLoop loop;
  private final Supplier<Optional<Master>> leader;

  StreamFaults(EventLoop loop, Supplier<Optional<Master>> leader) {
    this.loop = loop;
    this.leader = leader;
  }

  /** The streams stay open and nothing comes any more, as behind a firewall that forgot them. */
  public void stall() {
    atLeader(master -> master.stall(true));
  }

  /** Ends {@link #stall}: what was to be sent comes. */
  public void resume() {
    atLeader(master -> master.stall(false));
  }

  /** From now on events are sent, heartbeats aren't. */
  public void stopHeartbeats() {
    atLeader(master -> master.stopHeartbeats());
  }

  /** Every stream breaks off in the middle of a record. */
  public void cutInMidRecord() {
    atLeader(Master::cutInMidRecord);
  }

  private void atLeader(Consumer<Master> fault) {
    loop.execute(() -> leader.get().ifPresent(fault));
  }
}
