package io.herald.api.read;

import static java.util.Objects.requireNonNull;

import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.filter.FilterParameters;
import io.herald.api.json.ChangeJson;
import io.herald.api.json.InstanceJson;
import io.herald.api.json.JsonText;
import io.herald.watch.InstanceEvent;
import java.util.List;
import java.util.OptionalLong;

/** {@code /v2/changes}: what changed of late, for a look back; a watch tells what comes. */
public final class ChangeEndpoints {

  private static final PageParameters CHANGES = PageParameters.of("changes", 1);

  private final ReadContext context;

  public ChangeEndpoints(ReadContext context) {
    this.context = requireNonNull(context, "context");
  }

  /** All of them. */
  public List<ApiEndpoint> all() {
    return List.of(changes());
  }

  private ApiEndpoint changes() {
    return ApiEndpoint.get("/v2/changes", "listChanges")
        .in("changes")
        .does(
            "Recent changes",
            "Changes of instances that match, the latest first, as far back as the log reaches. It"
                + " begins when the server starts and has room for a bounded number of changes.")
        .takes(FilterParameters.ALL)
        .takes(CHANGES.all())
        .replies(
            EndpointReply.json(
                "A page of changes.",
                ListPage.fields("A page of changes, the latest first.", ChangeJson.schema())
                    .schema()
                    .named("ChangePage"),
                "{\"items\":[{\"revision\":902817359104001,\"kind\":\"added\","
                    + "\"at\":\"2026-11-30T06:44:58Z\",\"instance\":"
                    + Examples.INSTANCE
                    + "}]}"))
        .by(request -> context.answer(request, () -> changePage(request)));
  }

  private JsonText.Writer changePage(ApiRequest request) {
    int limit = CHANGES.limit(request);
    OptionalLong before =
        CHANGES.after(request).stream().mapToLong(key -> Long.parseLong(key.get(0))).findFirst();
    ListPage<InstanceEvent> page =
        ListPage.of(
            CHANGES.list(),
            context.live().changesBefore(FilterParameters.of(request), before, limit + 1),
            limit,
            event -> List.of(Long.toString(event.revision())));
    InstanceJson writer = context.instances();
    return json -> {
      json.writeStartObject();
      page.writeFields(json, (to, event) -> ChangeJson.write(to, event, writer, context.clock()));
      json.writeEndObject();
    };
  }
}
