package io.herald.launcher.announcing;

import io.herald.executor.announce.Announcers;
import io.herald.jobs.Job;
import io.herald.settings.Parameter;
import io.herald.settings.Values;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Somewhere beside ZooKeeper where {@code herald announce} can announce. They are found on the
 * class path, as the executor's package is without them and without what they need.
 */
public interface AnnouncePlace {

  /** Those that this package has. */
  static List<AnnouncePlace> found() {
    return ServiceLoader.load(AnnouncePlace.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** Its flags. */
  List<Parameter<?>> parameters();

  /** The flag by which it is chosen, without dashes. */
  String flag();

  /**
   * What its flags come to; what is wrong is noted in the values.
   *
   * @param job empty if it can't be read, which is reported already
   * @return empty if it isn't chosen, or can't be used
   */
  Optional<Announcers> read(Values values, Optional<Job> job);
}
