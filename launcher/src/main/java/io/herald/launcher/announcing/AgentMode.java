package io.herald.launcher.announcing;

import io.herald.executor.options.ExecutorOptions;
import io.herald.settings.Parameter;
import io.herald.settings.Values;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The way of {@code herald announce} in which it announces what an agent runs. It is found on the
 * class path, as the executor's package is without it and without what it needs.
 */
public interface AgentMode {

  /** If this package has it. */
  static Optional<AgentMode> found() {
    return ServiceLoader.load(AgentMode.class).findFirst();
  }

  /** Its flags; the first one chooses it. */
  List<Parameter<?>> parameters();

  /** Those flags of all announcers that it has no use for. */
  List<Parameter<?>> withoutMeaning();

  /** Something that runs until a signal. */
  @FunctionalInterface
  interface Run {
    int untilSignal() throws IOException, InterruptedException;
  }

  /**
   * What its flags come to.
   *
   * @throws IllegalArgumentException with a sentence, if they can't be used
   */
  Run read(Values values, ExecutorOptions announcing);
}
