package io.herald.executor.process;

import java.nio.file.Path;
import java.util.Map;

/**
 * What to run.
 *
 * @param line for {@code sh -c}
 * @param folder the working folder: the sandbox
 * @param environment all of it; nothing is added
 */
public record TaskCommand(String line, Path folder, Map<String, String> environment) {

  public TaskCommand {
    environment = Map.copyOf(environment);
  }
}
