package io.herald.executor.sidecar;

import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Announcers;
import io.herald.executor.announce.Presence;
import io.herald.jobs.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Runs a command and announces it, wherever it is started.
 *
 * <p>For its caller it is the command: input, output, exit code and signals are the command's. It
 * only adds that the command is announced while it is healthy and leaves before it is signalled. No
 * failure of ZooKeeper or etcd reaches the command. Without a command it announces what another
 * program runs, until it is signalled.
 */
public final class Sidecar {

  private Sidecar() {}

  /**
   * Checks what can be known of a job without its ports and flags.
   *
   * @throws IllegalArgumentException with a sentence, if it can't be announced
   */
  public static void check(Job job) {
    if (job.announce().isEmpty()) {
      throw new IllegalArgumentException(
          "the job " + job.key() + " has no announce block; add one, at least announce: {}");
    }
  }

  /**
   * Runs until the command has ended, or until a signal if there is none.
   *
   * @param environment this process's own, a part of the command's
   * @param places where it is announced; closed at the end
   * @return the command's exit code, 128 + n if signal n ended it; without a command 0
   * @throws IllegalArgumentException with a sentence, if it can't be done as asked; nothing was
   *     started then
   * @throws IOException with a sentence, if the command can't be started at all
   */
  public static int run(
      Job job, SidecarOptions options, Map<String, String> environment, Announcers places)
      throws IOException {
    try (Announcers announcers = places) {
      Path folder = Path.of("").toAbsolutePath();
      SidecarPlan plan = SidecarPlan.of(job, options, environment, folder);
      Announcer announcer =
          plan.service().announcement().map(announcers::of).orElseGet(Announcer::none);
      Presence presence = new Presence(announcer, options.announcer().announcePolicy());
      try (SidecarRun run = new SidecarRun(plan, presence, options.announcer())) {
        ForwardedSignals.to(run::signal);
        return run.untilEnd();
      } catch (CompletionException e) {
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw e;
      }
    }
  }
}
