package io.herald.catalog.model;

/** An agent. */
public record Agent(String id, String hostname, Upid pid, boolean active) implements Entity {

  @Override
  public Id key() {
    return new Id(id);
  }

  public record Id(String value) implements Entity.Key {}
}
