package io.herald.render.plan;

import io.herald.render.config.FileSpec;
import io.herald.watch.InstanceFilter;
import java.util.List;

/** The queries of a file as its changes are waited for. */
public final class RenderQueries {

  private RenderQueries() {}

  /**
   * What any change that concerns the file matches. Without conditions on health: how an instance
   * fares decides about others of its service.
   */
  public static List<InstanceFilter> filters(FileSpec spec) {
    return spec.queries().stream()
        .map(query -> Selection.withoutHealth(query.filter()))
        .distinct()
        .toList();
  }
}
