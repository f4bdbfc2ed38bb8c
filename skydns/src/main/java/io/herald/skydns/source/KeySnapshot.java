package io.herald.skydns.source;

import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import io.herald.skydns.answer.KeyNames;
import io.herald.skydns.answer.SkydnsKeys;
import io.herald.skydns.answer.SkydnsLeaf;
import io.herald.skydns.message.MalformedMessageException;
import io.herald.skydns.message.SkydnsJson;
import io.herald.skydns.message.SkydnsTree;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.xbill.DNS.Name;

/**
 * What a source has told: the keys, what is wrong with some of them, and whether it is the present.
 * The source's thread writes; any thread reads.
 */
public final class KeySnapshot implements KeySink {

  private static final String SOURCE = "skydns source";

  /** SkyDNS' own settings lie among the keys, and are no record. */
  private static final String CONFIG = "/config";

  private final SkydnsTree tree;
  private final SkydnsKeys keys;
  private final ProblemBook problems;
  private final CompletableFuture<Void> complete = new CompletableFuture<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile Optional<String> staleReason = Optional.empty();

  /** Keys with problems, so that a good key costs no look at the book. */
  private final Set<String> troubled = new HashSet<>();

  /**
   * @param domains whose names are answered from the keys
   */
  public KeySnapshot(SkydnsTree tree, ProblemBook problems, List<Name> domains) {
    this.tree = tree;
    this.keys = new SkydnsKeys(host -> domains.stream().anyMatch(host::subdomain));
    this.problems = problems;
  }

  @Override
  public void put(String key, byte[] value, long lease) {
    String path = key.substring(Math.min(key.length(), tree.prefix().length()));
    changes.incrementAndGet();
    if (path.equals(CONFIG)) {
      return;
    }
    try {
      var unused = KeyNames.name(path);
    } catch (IllegalArgumentException e) {
      trouble(key, "key " + key + ": " + e.getMessage());
      return;
    }
    try {
      keys.put(path, SkydnsLeaf.of(SkydnsJson.parse(key, value), lease));
      if (troubled.remove(key)) {
        problems.replace("key " + key, List.of());
      }
    } catch (MalformedMessageException e) {
      keys.put(path, SkydnsLeaf.UNREADABLE);
      trouble(key, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      keys.put(path, SkydnsLeaf.UNREADABLE);
      trouble(key, "key " + key + ": " + e.getMessage());
    }
  }

  private void trouble(String key, String what) {
    troubled.add(key);
    problems.replace(
        "key " + key, List.of(new Problem(SkydnsProblem.SKYDNS_KEY, Optional.empty(), what)));
  }

  @Override
  public void remove(String key) {
    changes.incrementAndGet();
    keys.remove(key.substring(Math.min(key.length(), tree.prefix().length())));
    if (troubled.remove(key)) {
      problems.replace("key " + key, List.of());
    }
  }

  @Override
  public void complete() {
    complete.complete(null);
  }

  @Override
  public void stale(String reason) {
    staleReason = Optional.of(reason);
    problems.replace(
        SOURCE,
        List.of(
            new Problem(
                SkydnsProblem.SKYDNS_SOURCE,
                Optional.empty(),
                isComplete()
                    ? "SkyDNS' keys are as they were last known: " + reason
                    : "SkyDNS' keys have not been read yet, so their names get SERVFAIL: "
                        + reason)));
  }

  @Override
  public void current() {
    staleReason = Optional.empty();
    problems.replace(SOURCE, List.of());
  }

  /** Its problems are no longer anybody's. */
  public void forget() {
    problems.replace(SOURCE, List.of());
    troubled.forEach(key -> problems.replace("key " + key, List.of()));
    troubled.clear();
  }

  /** What the source has before the keys' paths. */
  public String prefix() {
    return tree.prefix();
  }

  /** The keys. */
  public SkydnsKeys keys() {
    return keys;
  }

  /** Whether every key was told once. */
  public boolean isComplete() {
    return complete.isDone();
  }

  /** Done once every key was told. */
  public CompletableFuture<Void> whenComplete() {
    return complete.copy();
  }

  /** Why this may be of the past; empty: it is the present. */
  public Optional<String> staleReason() {
    return staleReason;
  }

  /** Rises with each change. */
  public long changes() {
    return changes.get();
  }
}
