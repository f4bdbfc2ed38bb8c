package io.herald.api.read;

import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.QueryParameter;
import io.herald.api.paging.PageCursor;
import io.herald.api.schema.Schema;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of one list that comes in pages.
 *
 * @param list its name, which its cursors carry
 * @param cursor reads the sort key of the last item of the page before
 */
record PageParameters(String list, QueryParameter<List<String>> cursor) {

  private static final long DEFAULT_LIMIT = 100;
  private static final long MOST = 1000;

  static final QueryParameter<Long> LIMIT =
      QueryParameter.number(
          "limit",
          "How many items a page has at most; " + DEFAULT_LIMIT + " if it isn't given.",
          1,
          MOST,
          "50");

  /**
   * The parameters of a list.
   *
   * @param parts how many its sort key has
   */
  static PageParameters of(String list, int parts) {
    return new PageParameters(
        list,
        new QueryParameter<>(
            "cursor",
            Schema.text(
                "Where the page begins: \"next\" of the page before. It stays valid whatever"
                    + " changes, and outlives the server."),
            PageCursor.of(list, Collections.nCopies(parts, "web")),
            false,
            text -> PageCursor.parse(text, list, parts)));
  }

  List<QueryParameter<?>> all() {
    return List.of(LIMIT, cursor);
  }

  int limit(ApiRequest request) {
    return request.find(LIMIT).orElse(DEFAULT_LIMIT).intValue();
  }

  Optional<List<String>> after(ApiRequest request) {
    return request.find(cursor);
  }
}
