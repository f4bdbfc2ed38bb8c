package io.herald.balancer.control;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.web.GivenPorts;
import io.herald.services.problem.ProblemBook;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Keeps the service ports that were given out where others see them. While that place can't be
 * reached, ports are given out all the same, by the same rule; once it is there again, what stands
 * in it counts. Its work is done by one thread, which may wait for a server.
 */
final class PortKeeper {

  /** So often another replica can be faster in a row before we wait. */
  private static final int TRIES = 10;

  private final AssignmentStore store;
  private final String pool;
  private final ScheduledExecutorService thread;
  private final Consumer<Optional<SortedMap<String, Integer>>> found;
  private final StoreTrouble trouble;
  private Optional<GivenPorts> latest = Optional.empty();

  /**
   * Knows nothing yet.
   *
   * @param pool of the ports
   * @param thread on which everything is done
   * @param found called there with what is kept after each {@link #begin}, {@link #keep} and change
   *     by others; empty if that can't be told now
   */
  PortKeeper(
      AssignmentStore store,
      String pool,
      ProblemBook problems,
      ScheduledExecutorService thread,
      Consumer<Optional<SortedMap<String, Integer>>> found) {
    this.store = store;
    this.pool = pool;
    this.thread = thread;
    this.found = found;
    this.trouble =
        new StoreTrouble("service ports", BalancerProblem.SERVICE_PORTS, problems, thread);
  }

  /** Reads what is kept, now and whenever it changes. Returns at once; once. */
  void begin() {
    store.onChange(() -> thread.execute(this::readAgain));
    thread.execute(this::work);
  }

  /** Keeps these too. Returns at once. */
  void keep(GivenPorts given) {
    thread.execute(
        () -> {
          latest = Optional.of(given);
          work();
        });
  }

  private void work() {
    try {
      for (int i = 0; i < TRIES; i++) {
        Optional<SortedMap<String, Integer>> kept = tryToKeep();
        if (kept.isPresent()) {
          trouble.over();
          found.accept(kept);
          return;
        }
      }
      throw new IOException(store.place() + " is written by others all the time");
    } catch (IOException e) {
      failed(e);
      found.accept(Optional.empty());
    }
  }

  /** What is kept then; empty: another replica was faster. */
  private Optional<SortedMap<String, Integer>> tryToKeep() throws IOException {
    AssignmentStore.Held held = store.read();
    Optional<SavedPorts> saved = saved(held);
    SortedMap<String, Integer> before =
        saved.filter(this::isOfPool).map(SavedPorts::ports).orElse(new TreeMap<>());
    if (latest.isEmpty()) {
      return Optional.of(before);
    }
    SavedPorts after = new SavedPorts(pool, latest.get().with(before));
    boolean isSame = saved.isPresent() && saved.get().equals(after);
    return isSame || store.write(after.write(), held.version())
        ? Optional.of(after.ports())
        : Optional.empty();
  }

  private Optional<SavedPorts> saved(AssignmentStore.Held held) throws IOException {
    return held.text().isPresent()
        ? Optional.of(SavedPorts.read(held.text().get(), store.place()))
        : Optional.empty();
  }

  /** What nobody says the pool of is of ours. */
  private boolean isOfPool(SavedPorts saved) {
    return saved.pool().isEmpty() || saved.pool().equals(pool);
  }

  /**
   * Another replica has written, or the connection is back. Writes nothing, so that replicas of
   * different opinions don't write in turn for ever; what is missing there is given to {@link
   * #keep} by who has it.
   */
  private void readAgain() {
    try {
      Optional<SavedPorts> saved = saved(store.read());
      if (saved.isPresent() && !isOfPool(saved.get())) {
        trouble.report(
            "another balancer keeps service ports of "
                + saved.get().pool()
                + " in "
                + store.place()
                + ", ours are of "
                + pool
                + "; give all replicas the same webServicePorts, or each its own"
                + " webPortAssignments");
        return;
      }
      trouble.over();
      found.accept(Optional.of(saved.map(SavedPorts::ports).orElse(new TreeMap<>())));
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException failure) {
    trouble.failed(
        failure,
        "services get service ports all the same, which other replicas don't know",
        this::work);
  }
}
