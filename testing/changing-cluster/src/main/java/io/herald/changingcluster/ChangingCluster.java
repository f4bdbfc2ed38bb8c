package io.herald.changingcluster;

import io.herald.catalog.model.Entity;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * A cluster that a test changes, and the services that are made of it, which get its changes as
 * {@link ChangingEntities} tells them. Used by one thread.
 */
public final class ChangingCluster {

  private final Instant appliedAt;
  private Services services;
  private ChangingEntities entities;

  public ChangingCluster() {
    this(Instant.EPOCH);
  }

  /** A cluster all of whose batches were applied at that time. */
  public ChangingCluster(Instant appliedAt) {
    this.appliedAt = appliedAt;
    this.services = make();
    this.entities = new ChangingEntities(appliedAt, services::onBatch);
  }

  private static Services make() {
    return new Services(
        ServicesOptions.DEFAULT,
        new SilentHosts(),
        new ProblemBook(List.of(EntityProblem.values())));
  }

  /** Those in force. */
  public Services services() {
    return services;
  }

  /** Services of a new configuration, which know the cluster. */
  public Services reload() {
    Collection<Entity> all = entities.there().values();
    another();
    entities.put(true, all);
    return services;
  }

  /** Services of another cluster, which know nothing yet. */
  public Services another() {
    services = make();
    entities = new ChangingEntities(appliedAt, services::onBatch);
    return services;
  }

  /** These are there from now on, as they are here. */
  public void put(Entity... all) {
    entities.put(all);
  }

  /**
   * These are there from now on, as they are here.
   *
   * @param complete whether every source has given its first snapshot
   */
  public void put(boolean complete, Collection<? extends Entity> all) {
    entities.put(complete, all);
  }

  /** These are gone, however they were. */
  public void remove(Entity... all) {
    entities.remove(all);
  }

  /**
   * Some entities come, change or go in one batch.
   *
   * @param some chooses one, which may be there already
   */
  public void change(Random random, Function<Random, Entity> some) {
    List<Entity> all = List.copyOf(entities.there().values());
    if (random.nextInt(4) == 0 && all.size() > 4) {
      remove(all.get(random.nextInt(all.size())));
      return;
    }
    Entity[] changed = new Entity[1 + random.nextInt(4)];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = some.apply(random);
    }
    put(changed);
  }

  /** No look-up ends: hosts are addresses here, and one that is a name has none. */
  private static final class SilentHosts implements HostResolver {

    @Override
    public void watch(String host, Listener listener) {}

    @Override
    public void unwatch(String host) {}
  }
}
