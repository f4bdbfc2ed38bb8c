package io.herald.executor.lifecycle;

import io.herald.executor.options.AddressMode;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a task runs.
 *
 * @param hostname of the machine, as others know it
 * @param addresses to choose the announced host from
 * @param folder its working folder: the sandbox
 * @param variables the environment that its own is built upon
 */
public record TaskSite(
    String hostname, AddressMode.Addresses addresses, Path folder, Map<String, String> variables) {

  public TaskSite {
    variables = Map.copyOf(variables);
  }
}
