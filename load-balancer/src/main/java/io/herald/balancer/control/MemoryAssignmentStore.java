package io.herald.balancer.control;

import java.util.Optional;

/** Keeps them as long as the process runs: for a balancer alone, without a folder of its own. */
public final class MemoryAssignmentStore implements AssignmentStore {

  private Optional<String> text = Optional.empty();

  @Override
  public synchronized Held read() {
    return new Held(text, 0);
  }

  @Override
  public synchronized boolean write(String now, long version) {
    text = Optional.of(now);
    return true;
  }

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public String place() {
    return "memory";
  }

  @Override
  public void close() {}
}
