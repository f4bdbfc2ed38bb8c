package io.herald.executor.sidecar;

import static java.util.Collections.unmodifiableSortedMap;

import io.herald.executor.options.ExecutorOptions;
import io.herald.runtime.failure.Problems;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the sidecar's command line says beside the job.
 *
 * @param announcer the flags that it shares with the executor; without an ensemble no ServerSet is
 *     joined; the launch time-out has no meaning here
 * @param instance {@code --instance}: the shard, from 0
 * @param ports {@code --port}: number by name
 * @param command to run, templates in it; empty: something else runs what is announced
 */
public record SidecarOptions(
    ExecutorOptions announcer,
    int instance,
    SortedMap<String, Integer> ports,
    List<String> command) {

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException with a sentence that names the flag
   */
  public SidecarOptions {
    ports = unmodifiableSortedMap(new TreeMap<>(ports));
    command = List.copyOf(command);
    Problems problems = new Problems();
    if (instance < 0) {
      problems.add("--instance = " + instance + ": must be at least 0");
    }
    ports.forEach((name, number) -> requirePort(problems, name, number));
    problems.refuse();
  }

  private static void requirePort(Problems problems, String name, int number) {
    if (name.isBlank() || number < 1 || number > 65535) {
      problems.add(
          "--port "
              + name
              + "="
              + number
              + " is not a port; write NAME=NUMBER with a number from 1 to 65535");
    }
  }
}
