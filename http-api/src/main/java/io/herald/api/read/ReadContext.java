package io.herald.api.read;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpResponse;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.JsonAnswers;
import io.herald.api.facts.ServedFacts;
import io.herald.api.json.InstanceJson;
import io.herald.api.json.JsonText;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the routes read.
 *
 * @param facts of the configuration in force; asked at each request
 * @param clock that the sources' times are read from
 */
public record ReadContext(LiveServices live, Supplier<ServedFacts> facts, Clock clock) {

  public ReadContext {
    requireNonNull(live, "live");
    requireNonNull(facts, "facts");
    requireNonNull(clock, "clock");
  }

  /** Writes instances as the configuration in force has their addresses. */
  InstanceJson instances() {
    return new InstanceJson(facts.get().addressSources(), live::since);
  }

  /** Answers with a document that a blocking thread makes. */
  HttpResponse answer(ApiRequest request, Supplier<JsonText.Writer> document) {
    return JsonAnswers.of(request, live::revision, document);
  }
}
