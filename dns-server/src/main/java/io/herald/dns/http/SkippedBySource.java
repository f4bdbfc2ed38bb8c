package io.herald.dns.http;

import io.herald.catalog.SkippedItem;
import java.util.List;
import java.util.Map;

/**
 * What a source could not read, so that it has no part in the picture.
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
