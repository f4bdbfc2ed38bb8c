package io.herald.render.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import io.herald.runtime.text.Printable;
import java.util.List;

/** What changes in a file, line by line, as a unified diff. */
public final class FileDiff {

  private static final int CONTEXT = 3;

  /** Longer files are not compared: it would take too long, and nobody reads it. */
  private static final int MOST_LINES = 20_000;

  private static final int LONGEST_LINE = 500;

  private final List<String> lines;
  private final int added;
  private final int removed;

  private FileDiff(List<String> lines, int added, int removed) {
    this.lines = lines;
    this.added = added;
    this.removed = removed;
  }

  /** Compares; a file that isn't there counts as an empty one. */
  public static FileDiff of(String name, byte[] before, byte[] after) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    if (old.size() + now.size() > MOST_LINES) {
      return new FileDiff(List.of("(too long to compare)"), now.size(), old.size());
    }
    Patch<String> patch = DiffUtils.diff(old, now);
    int added = 0;
    int removed = 0;
    for (AbstractDelta<String> delta : patch.getDeltas()) {
      removed += delta.getSource().size();
      added += delta.getTarget().size();
    }
    List<String> unified =
        UnifiedDiffUtils.generateUnifiedDiff(name, name, old, patch, CONTEXT).stream()
            .map(line -> Printable.of(line, LONGEST_LINE))
            .toList();
    return new FileDiff(unified, added, removed);
  }

  /** The unified diff, safe to show; empty if nothing differs. */
  public List<String> lines() {
    return lines;
  }

  /** {@code +3 -1 lines}. */
  public String summary() {
    return "+" + added + " -" + removed + " lines";
  }

  private static List<String> lines(byte[] content) {
    return content.length == 0 ? List.of() : new String(content, UTF_8).lines().toList();
  }
}
