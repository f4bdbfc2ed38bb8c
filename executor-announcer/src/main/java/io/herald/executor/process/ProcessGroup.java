package io.herald.executor.process;

import java.io.IOException;

/**
 * The processes that share one group id: a task's shell and all that it started, unless they left
 * the group on purpose.
 *
 * <p>Signals go out through the {@code kill} that every POSIX shell has built in: Java can signal a
 * single process only, a walk over {@link ProcessHandle#descendants} misses what a dead parent left
 * to init, and {@code /bin/kill} belongs to a package (procps) that small images lack.
 *
 * @param id the group's id: the process id of its first process
 */
record ProcessGroup(long id) {

  /**
   * Sends a signal to each process of the group.
   *
   * @return whether there was one to send it to
   */
  boolean signal(Signal signal) throws IOException, InterruptedException {
    return kill(signal.name(), -id);
  }

  /**
   * Sends a signal to the group's first process alone.
   *
   * @return whether it is still there
   */
  boolean signalFirst(Signal signal) throws IOException, InterruptedException {
    return kill(signal.name(), id);
  }

  /** Whether a process of the group lives. Dead ones that are not reaped yet don't count. */
  boolean alive() throws IOException, InterruptedException {
    if (!ProcessStat.known()) {
      return kill("0", -id);
    }
    for (long process : ProcessStat.ids()) {
      if (ProcessStat.of(process).filter(stat -> !stat.dead() && holds(stat)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a process is of the group. */
  boolean holds(ProcessStat process) {
    return process.group() == id;
  }

  private static boolean kill(String signal, long whom) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- " + whom)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return kill.waitFor() == 0;
  }
}
