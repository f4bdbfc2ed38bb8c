package io.herald.minimesos.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;

/** Who answers requests; on the cluster's thread. */
@FunctionalInterface
public interface ApiHandler {

  /**
   * Answers.
   *
   * @throws RefusedException to refuse the request with a reason
   */
  HttpResponse serve(AggregatedHttpRequest request);
}
