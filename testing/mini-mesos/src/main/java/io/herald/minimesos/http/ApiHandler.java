package io.herald.minimesos.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;

/** Who answers requests; on the cluster's thread. */
@FunctionalInterface
public interface ApiHandler {

  /**
   * Answers.
   *
   * @throws RefusedException to tell the sender why not
   */
  HttpResponse serve(AggregatedHttpRequest request);
}
