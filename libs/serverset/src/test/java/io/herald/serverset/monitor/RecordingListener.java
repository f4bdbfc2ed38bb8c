package io.herald.serverset.monitor;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.ServerSetPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps what it is told: every call as a line, and the members that are there. Fails the test, by
 * {@link #contradictions}, if it is told what can't be: a member added twice, one removed that
 * isn't there.
 */
final class RecordingListener implements ServerSetListener {

  private final List<String> calls = new ArrayList<>();
  private final Map<String, Member> there = new TreeMap<>();
  private final List<String> contradictions = new ArrayList<>();

  @Override
  public synchronized void added(ServerSetPath group, String nodeName, Member member) {
    calls.add("+" + group + "/" + nodeName);
    if (there.put(group + "/" + nodeName, member) != null) {
      contradictions.add(group + "/" + nodeName + " was added twice");
    }
  }

  @Override
  public synchronized void removed(ServerSetPath group, String nodeName, Member member) {
    calls.add("-" + group + "/" + nodeName);
    if (!there.remove(group + "/" + nodeName, member)) {
      contradictions.add(group + "/" + nodeName + " was removed and wasn't there");
    }
  }

  @Override
  public synchronized void malformed(
      ServerSetPath group, String nodeName, MemberFormatException reason) {
    calls.add("!" + group + "/" + nodeName);
  }

  @Override
  public synchronized void readable(ServerSetPath folder, boolean readable) {
    calls.add((readable ? "readable " : "refused ") + folder);
  }

  @Override
  public synchronized void settled() {
    calls.add("settled");
  }

  @Override
  public synchronized void connected(boolean connected) {
    calls.add(connected ? "connected" : "lost");
  }

  /** Every call, in order. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** Forgets the calls; the members stay. */
  synchronized void forgetCalls() {
    calls.clear();
  }

  synchronized long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  /** Full node path to port of the service endpoint, of the members that are there. */
  synchronized Map<String, Integer> ports() {
    Map<String, Integer> ports = new TreeMap<>();
    there.forEach((path, member) -> ports.put(path, member.serviceEndpoint().port()));
    return ports;
  }

  synchronized List<String> contradictions() {
    return List.copyOf(contradictions);
  }
}
