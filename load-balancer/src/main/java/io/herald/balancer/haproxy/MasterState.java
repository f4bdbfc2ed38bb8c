package io.herald.balancer.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the master process says of itself ({@code show proc}).
 *
 * @param pid of the master
 * @param reloads since it was started
 * @param failed how many reloads in a row have failed
 * @param workers process ids of the workers that serve
 * @param old process ids of those that finish their connections
 */
record MasterState(long pid, int reloads, int failed, List<Long> workers, List<Long> old) {

  private static final Pattern MASTER =
      Pattern.compile("(\\d+)\\s+master\\s+(\\d+)(?:\\s+\\[failed: (\\d+)])?.*");
  private static final Pattern WORKER = Pattern.compile("(\\d+)\\s+worker\\s.*");

  MasterState {
    workers = List.copyOf(workers);
    old = List.copyOf(old);
  }

  /** Empty if the text has another form. */
  static Optional<MasterState> parse(String text) {
    Optional<MasterState> master = Optional.empty();
    List<Long> workers = new ArrayList<>();
    List<Long> old = new ArrayList<>();
    boolean ofOld = false;
    for (String line : text.split("\n")) {
      Matcher isMaster = MASTER.matcher(line);
      Matcher isWorker = WORKER.matcher(line);
      if (isMaster.matches()) {
        int failed = isMaster.group(3) == null ? 0 : Integer.parseInt(isMaster.group(3));
        master =
            Optional.of(
                new MasterState(
                    Long.parseLong(isMaster.group(1)),
                    Integer.parseInt(isMaster.group(2)),
                    failed,
                    workers,
                    old));
      } else if (line.startsWith("# ")) {
        ofOld = line.contains("old workers");
      } else if (isWorker.matches()) {
        (ofOld ? old : workers).add(Long.parseLong(isWorker.group(1)));
      }
    }
    return master.map(m -> new MasterState(m.pid(), m.reloads(), m.failed(), workers, old));
  }
}
