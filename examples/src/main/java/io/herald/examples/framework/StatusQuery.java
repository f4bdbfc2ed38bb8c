package io.herald.examples.framework;

import io.herald.runtime.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the master must report before the framework acts: what became of single tasks, and, after a
 * restart, which tasks exist at all. For the framework's loop alone.
 *
 * <p>A master reports all the tasks that it knows (implicit reconciliation) without saying which is
 * the last, and after its own failover it knows none until their agents are back. But it answers in
 * the order of the questions. So each round asks for two <i>marks</i>, tasks that never were, one
 * before the question for all tasks and one behind it. The one behind is asked for on an agent that
 * never was, which is always answered: then everything that the master knows has been reported,
 * however slow it is. The one before is asked for on no agent in particular, which it leaves
 * unanswered as long as an agent may still come back: if that was answered too, then what has been
 * reported is all there is. A round that stays unanswered is followed by another, after growing
 * pauses, until the master has had the time to give up the agents that are missing; that counts
 * from the subscription with it.
 */
final class StatusQuery {

  /** A master's default of {@code --agent_reregister_timeout}. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(4);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private static final String MARK = "herald-asks-what-runs-";

  /** An agent that never was. */
  static final String NO_AGENT = "herald-asks-for-no-agent";

  /** What an answer means. */
  enum Answer {
    NOTHING,
    /** All tasks that the master knows now; on agents that are not back there may be more. */
    ALL_KNOWN,
    /** All tasks that there are. */
    ALL
  }

  /**
   * What to ask, in this order.
   *
   * @param tasks single tasks, by id with their agents
   * @param marks the marks before and after the question for all tasks; empty if that isn't asked
   */
  record Round(Map<String, String> tasks, Optional<Marks> marks) {}

  /**
   * Ids of tasks that never were.
   *
   * @param after to be asked for on {@link #NO_AGENT}
   */
  record Marks(String before, String after) {}

  private final Map<String, String> open = new LinkedHashMap<>();

  /** The rounds of this subscription, by each of their marks. */
  private final Map<String, Marks> asked = new HashMap<>();

  /** Those of which the first mark was answered. */
  private final Set<Marks> complete = new HashSet<>();

  private boolean surveying;

  /** When the subscription began; empty while there is none. */
  private Optional<Instant> since = Optional.empty();

  private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  private Duration window = WINDOW;
  private int rounds;

  private StatusQuery(boolean surveying, Map<String, String> tasks) {
    this.surveying = surveying;
    open.putAll(tasks);
  }

  /** Of a framework that had no task before. */
  static StatusQuery none() {
    return new StatusQuery(false, Map.of());
  }

  /**
   * Of a framework that had tasks.
   *
   * @param tasks those that are remembered, by id with their agents
   */
  static StatusQuery afterRestart(Map<String, String> tasks) {
    return new StatusQuery(true, tasks);
  }

  /** Whether it is not known yet which tasks there are. */
  boolean surveying() {
    return surveying;
  }

  /** Whether there is anything to ask. */
  boolean isOpen() {
    return surveying || !open.isEmpty();
  }

  /** A task may have been launched: its fate is to be asked until it is heard of. */
  void doubt(String taskId, String agentId) {
    open.put(taskId, agentId);
    startRounds();
  }

  /** A subscription has begun, and with it a new stream of answers and a new window. */
  void subscribed(Instant now) {
    forgetRounds();
    since = Optional.of(now);
    window = WINDOW;
  }

  /** The subscription is lost; what was asked won't be answered. */
  void disconnected() {
    forgetRounds();
    since = Optional.empty();
  }

  /** How long this master waits for its agents. */
  void window(Duration reported) {
    window = reported;
  }

  /** The next questions. */
  Round next() {
    rounds++;
    Optional<Marks> marks = Optional.empty();
    if (surveying) {
      marks = Optional.of(new Marks(MARK + UUID.randomUUID(), MARK + UUID.randomUUID()));
      asked.put(marks.get().before(), marks.get());
      asked.put(marks.get().after(), marks.get());
    }
    return new Round(Map.copyOf(open), marks);
  }

  /** Whether the fate of its task is asked. */
  boolean asksFor(JobInstance instance) {
    return instance.running().filter(task -> open.containsKey(task.taskId())).isPresent();
  }

  /** How long to wait for answers before the next round, but not beyond the window. */
  Duration pause(Instant now) {
    Duration grown = backoff.failed();
    return surveying && since.isPresent() ? min(grown, untilWindowIsOver(now)) : grown;
  }

  /** How many rounds were asked since the subscription. */
  int rounds() {
    return rounds;
  }

  /** Whether the master of this subscription has given up the agents that are missing. */
  boolean windowIsOver(Instant now) {
    return since.isPresent() && !now.isBefore(since.get().plus(window));
  }

  /** When that will be. */
  Duration untilWindowIsOver(Instant now) {
    Duration left = Duration.between(now, since.orElse(now).plus(window));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Whether it is a mark of ours and no task's id. */
  static boolean isMark(String taskId) {
    return taskId.startsWith(MARK);
  }

  /** A mark was answered. */
  Answer answered(String mark) {
    Marks round = asked.get(mark);
    if (round == null) {
      return Answer.NOTHING;
    }
    if (mark.equals(round.before())) {
      complete.add(round);
      return Answer.NOTHING;
    }
    return complete.contains(round) ? Answer.ALL : Answer.ALL_KNOWN;
  }

  /** A task was heard of. */
  void heard(String taskId) {
    open.remove(taskId);
  }

  /**
   * The survey is over.
   *
   * @return the tasks that were never heard of
   */
  List<String> end() {
    surveying = false;
    forgetRounds();
    List<String> silent = new ArrayList<>(open.keySet());
    open.clear();
    return silent;
  }

  private void forgetRounds() {
    asked.clear();
    complete.clear();
    startRounds();
  }

  private void startRounds() {
    rounds = 0;
    backoff.succeeded();
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
