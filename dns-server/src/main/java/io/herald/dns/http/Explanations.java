package io.herald.dns.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Found;
import io.herald.dns.explain.Explanation.Origin;
import io.herald.http.Responses;
import io.herald.runtime.threads.Fatal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * {@code /v1/explain?name=NAME}. An explanation reads the whole snapshot, so only one is made at a
 * time; requests in the meantime are answered 503.
 */
public final class Explanations {

  private final Semaphore one = new Semaphore(1);

  /** The explanation, made on a blocking thread. */
  public HttpResponse answer(ServiceRequestContext context, Supplier<Explanation> explanation) {
    if (!one.tryAcquire()) {
      return Responses.text(
          HttpStatus.SERVICE_UNAVAILABLE, "503: another name is being explained; ask again");
    }
    return HttpResponse.of(
        CompletableFuture.supplyAsync(explanation, context.blockingTaskExecutor())
            .whenComplete(
                (made, failure) -> {
                  one.release();
                  Fatal.escalate(failure);
                })
            .thenApply(made -> Responses.json(HttpStatus.OK, view(made))));
  }

  private static Map<String, Object> view(Explanation explanation) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", explanation.name());
    view.put("verdict", spelled(explanation.verdict()));
    view.put("meaning", explanation.verdict().meaning());
    List<Object> records = new ArrayList<>();
    for (Found found : explanation.records()) {
      Map<String, Object> record = new LinkedHashMap<>();
      record.put("rtype", found.type().name());
      record.put("value", found.value());
      record.put("origins", found.origins().stream().map(Explanations::view).toList());
      records.add(record);
    }
    view.put("records", records);
    view.put("reasons", explanation.reasons());
    view.put("nearest", explanation.nearest());
    return view;
  }

  private static Map<String, Object> view(Origin origin) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("rule", spelled(origin.rule()));
    view.put("meaning", origin.rule().meaning());
    view.put(origin.kind(), origin.entity());
    return view;
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
