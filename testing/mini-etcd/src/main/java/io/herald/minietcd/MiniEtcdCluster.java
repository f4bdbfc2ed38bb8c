package io.herald.minietcd;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Three members of Debian's etcd: one leads, two agree. One may be away; without two none writes.
 * Used by one thread.
 */
public final class MiniEtcdCluster implements AutoCloseable {

  private static final Pattern MEMBER = Pattern.compile("\"member_id\":(\\d+)");
  private static final Pattern LEADER = Pattern.compile("\"leader\":(\\d+)");

  private final List<MiniEtcd> members;

  private MiniEtcdCluster(List<MiniEtcd> members) {
    this.members = List.copyOf(members);
  }

  /** Starts all three, and waits until each answers. */
  public static MiniEtcdCluster start(Path folder) throws IOException, InterruptedException {
    List<MiniEtcd> members = new ArrayList<>();
    boolean whole = false;
    try {
      for (MiniEtcd.Seat seat : MiniEtcd.Seat.take("a", "b", "c")) {
        members.add(MiniEtcd.launch(Files.createDirectory(folder.resolve(seat.name())), seat));
      }
      for (MiniEtcd member : members) {
        member.awaitAnswers();
      }
      whole = true;
      return new MiniEtcdCluster(members);
    } finally {
      if (!whole) {
        for (MiniEtcd member : members) {
          member.kill();
        }
      }
    }
  }

  /** Where clients connect to: all of them, as a list of URLs. */
  public String endpoints() {
    return members.stream().map(MiniEtcd::endpoint).collect(joining(","));
  }

  public List<MiniEtcd> members() {
    return members;
  }

  /** The member at that URL. */
  public MiniEtcd at(String endpoint) {
    return members.stream()
        .filter(member -> member.endpoint().equals(endpoint))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The one that leads, as it says itself; waits until one does.
   *
   * @throws IOException if none does in time
   */
  public MiniEtcd leader() throws IOException, InterruptedException {
    long end = System.nanoTime() + MiniEtcd.END.toNanos();
    while (true) {
      for (MiniEtcd member : members) {
        if (member.isAlive() && leads(member)) {
          return member;
        }
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException("no member of etcd leads");
      }
      LockSupport.parkNanos(MiniEtcd.LOOK_AGAIN.toNanos());
    }
  }

  private static boolean leads(MiniEtcd member) throws IOException, InterruptedException {
    String status = status(member);
    // A member that knows no leader leaves it out.
    return LEADER.matcher(status).find() && number(MEMBER, status).equals(number(LEADER, status));
  }

  private static String status(MiniEtcd member) throws IOException, InterruptedException {
    return member.etcdctl("endpoint", "status", "--write-out=json");
  }

  /** Has the leader hand the lead to another. */
  public void moveLeader() throws IOException, InterruptedException {
    MiniEtcd leader = leader();
    for (MiniEtcd member : members) {
      if (member != leader && member.isAlive()) {
        String id = number(MEMBER, status(member));
        var unused = leader.etcdctl("move-leader", Long.toHexString(Long.parseUnsignedLong(id)));
        return;
      }
    }
    throw new IllegalStateException("no other member runs");
  }

  /** Starts those that were killed, and waits until each answers. */
  public void restartKilled() throws IOException, InterruptedException {
    List<MiniEtcd> started = new ArrayList<>();
    for (MiniEtcd member : members) {
      if (!member.isAlive()) {
        member.relaunch();
        started.add(member);
      }
    }
    for (MiniEtcd member : started) {
      member.awaitAnswers();
    }
  }

  private static String number(Pattern pattern, String status) {
    Matcher found = pattern.matcher(status);
    if (!found.find()) {
      throw new IllegalStateException("etcd's status has another form: " + status);
    }
    return found.group(1);
  }

  @Override
  public void close() throws InterruptedException {
    for (MiniEtcd member : members) {
      member.close();
    }
  }
}
