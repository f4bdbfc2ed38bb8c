package io.herald.executor.agent;

import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.membership.StaleMembers.Stale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members that an earlier process of this agent left, whose session lives on for its time-out:
 * each goes when its successor has joined, or when it is known that there will be none. They are
 * looked for once in each set. For the announcer's thread.
 */
final class Inheritance {

  private static final Logger log = LoggerFactory.getLogger(Inheritance.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** After it nothing of an earlier process is left. */
  private static final Duration LONGEST_SESSION = Duration.ofHours(1);

  private final ServerSetAnnouncers announcers;
  private final NamedScheduler thread;
  private final AgentCounters counters;
  private final FailureLog failures = new FailureLog(log);
  private final Set<ServerSetPath> searched = new HashSet<>();
  private final Map<AgentTask.Key, List<Left>> left = new HashMap<>();
  private final long start = System.nanoTime();

  private record Left(ServerSetPath group, Stale member) {}

  Inheritance(ServerSetAnnouncers announcers, NamedScheduler thread, AgentCounters counters) {
    this.announcers = announcers;
    this.thread = thread;
    this.counters = counters;
  }

  /**
   * Looks for them in a set, unless that was done.
   *
   * @param key of the metadata that says whose a member is
   * @param found called when they are known
   */
  void find(ServerSetPath group, String key, String owner, Runnable found) {
    if (System.nanoTime() - start < LONGEST_SESSION.toNanos() && searched.add(group)) {
      search(group, key, owner, found);
    }
  }

  private void search(ServerSetPath group, String key, String owner, Runnable found) {
    var unused =
        announcers
            .leftBehind(group, key, owner)
            .whenComplete(
                (members, failure) ->
                    later(
                        () -> {
                          if (failure == null) {
                            failures.succeeded("members of an earlier process can be looked for");
                            add(group, members);
                            found.run();
                          } else {
                            failed(group, key, owner, found, failure);
                          }
                        }));
  }

  private void failed(
      ServerSetPath group, String key, String owner, Runnable found, Throwable failure) {
    failures.failed("{}: {}; trying again", group, failure.getMessage());
    var unused =
        thread.schedule(
            () -> search(group, key, owner, found), RETRY.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void later(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException e) {
      log.debug("the announcer is closed", e);
    }
  }

  private void add(ServerSetPath group, List<Stale> members) {
    for (Stale member : members) {
      String framework = member.metadata().get("framework");
      AgentTask.Key task = new AgentTask.Key(framework == null ? "" : framework, member.task());
      left.computeIfAbsent(task, unused -> new ArrayList<>(1)).add(new Left(group, member));
    }
    if (!members.isEmpty()) {
      log.info("{}: {} members of an earlier process are taken over", group, members.size());
    }
  }

  /** Removes those that are of no use any more. */
  void settle(Predicate<AgentTask.Key> superfluous) {
    if (left.isEmpty()) {
      return;
    }
    for (AgentTask.Key task : List.copyOf(left.keySet())) {
      if (superfluous.test(task)) {
        remove(left.remove(task));
      }
    }
  }

  private void remove(@Nullable List<Left> members) {
    if (members != null) {
      for (Left one : members) {
        counters.takenOver.increment();
        announcers.remove(one.group(), one.member());
      }
    }
  }
}
