package io.herald.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import org.jspecify.annotations.Nullable;

/** Problem documents of type {@code about:blank} (RFC 9457 §4.2.1): the status is the problem. */
final class ProblemDocuments implements ErrorFormat {

  private static final MediaType PROBLEM = MediaType.create("application", "problem+json");

  private static final JsonMapper MAPPER = new JsonMapper();

  @Override
  public MediaType contentType() {
    return PROBLEM;
  }

  @Override
  public HttpData body(HttpStatus status, @Nullable String detail) {
    ObjectNode problem = MAPPER.createObjectNode();
    problem.put("type", "about:blank");
    problem.put("title", status.reasonPhrase());
    problem.put("status", status.code());
    if (detail != null) {
      problem.put("detail", detail);
    }
    return HttpData.ofUtf8(problem.toString());
  }
}
