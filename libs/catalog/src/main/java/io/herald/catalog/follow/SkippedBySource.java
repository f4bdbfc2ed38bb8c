package io.herald.catalog.follow;

import io.herald.catalog.SkippedItem;
import java.util.List;
import java.util.Map;

/**
 * What a source could not read, so that the catalog lacks it.
 *
 * @param source its name
 * @param counts since the start, by kind
 * @param latest each thing once, the latest last
 */
public record SkippedBySource(String source, Map<String, Long> counts, List<SkippedItem> latest) {

  public SkippedBySource {
    counts = Map.copyOf(counts);
    latest = List.copyOf(latest);
  }
}
