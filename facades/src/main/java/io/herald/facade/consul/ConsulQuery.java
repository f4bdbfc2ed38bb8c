package io.herald.facade.consul;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a request asks for beside its path. Parameters without a meaning here ({@code near}, {@code
 * cached}, consistency, tokens) are taken and change nothing; those that would change the answer
 * and can't be served are refused.
 *
 * @param index that the client has seen; 0: it doesn't wait
 * @param waiting how long it waits for a later one
 * @param tags that an instance must have, all of them
 * @param nodeMeta metadata that a node must have, as {@code key:value}
 * @param passing only instances all of whose checks are passing
 * @param pretty for people to read
 */
record ConsulQuery(
    long index,
    Duration waiting,
    List<String> tags,
    List<String> nodeMeta,
    boolean passing,
    boolean pretty) {

  /** Without the parameter, or with 0. */
  static final Duration DEFAULT_WAIT = Duration.ofMinutes(5);

  /** Longer ones are cut to this. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private static final Set<String> TRUE = Set.of("", "1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  /** A request that is answered with an error. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient HttpStatus status;

    RefusedException(HttpStatus status, String message) {
      super(message);
      this.status = status;
    }

    HttpStatus status() {
      return status;
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads the parameters.
   *
   * @throws RefusedException in Consul's words, where it has the same error
   */
  static ConsulQuery of(ServiceRequestContext context, String datacenter) throws RefusedException {
    QueryParams params = context.queryParams();
    refuse(context, params, datacenter);
    return new ConsulQuery(
        index(params.get("index", "")),
        waiting(params.get("wait", "")),
        params.getAll("tag"),
        params.getAll("node-meta"),
        flag(params, "passing"),
        params.contains("pretty"));
  }

  private static void refuse(ServiceRequestContext context, QueryParams params, String datacenter)
      throws RefusedException {
    if (params.contains("stale") && params.contains("consistent")) {
      throw bad("Cannot specify ?stale with ?consistent, conflicting semantics.");
    }
    String wanted = params.get("dc", "");
    if (!wanted.isEmpty() && !wanted.equals(datacenter)) {
      throw new RefusedException(HttpStatus.INTERNAL_SERVER_ERROR, "No path to datacenter");
    }
    if (!params.get("ns", "").isEmpty()
        || !context.request().headers().get("X-Consul-Namespace", "").isEmpty()) {
      throw bad("Invalid query parameter: \"ns\" - Namespaces are a Consul Enterprise feature");
    }
    if (!params.get("partition", "").isEmpty()
        || !context.request().headers().get("X-Consul-Partition", "").isEmpty()) {
      throw bad(
          "Invalid query parameter: \"partition\" - Partitions are a Consul Enterprise feature");
    }
    for (String unserved : List.of("filter", "peer", "sameness-group")) {
      if (!params.get(unserved, "").isEmpty()) {
        throw bad(
            "Invalid query parameter: \""
                + unserved
                + "\" - Herald doesn't serve it; leave it out, and use tag or passing");
      }
    }
  }

  private static long index(String text) throws RefusedException {
    if (text.isEmpty()) {
      return 0;
    }
    try {
      // Beyond 63 bits: above any index here, so it is answered at once.
      long index = Long.parseUnsignedLong(text);
      return index < 0 ? Long.MAX_VALUE : index;
    } catch (NumberFormatException e) {
      throw bad("Invalid index");
    }
  }

  private static Duration waiting(String text) throws RefusedException {
    if (text.isEmpty()) {
      return DEFAULT_WAIT;
    }
    Duration wait = GoDuration.parse(text).orElse(null);
    if (wait == null) {
      throw bad("Invalid wait time");
    }
    if (wait.isZero() || wait.isNegative()) {
      return DEFAULT_WAIT;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static boolean flag(QueryParams params, String name) throws RefusedException {
    String value = params.get(name);
    if (value == null || FALSE.contains(value)) {
      return false;
    }
    if (!TRUE.contains(value)) {
      throw bad("Invalid value for ?" + name);
    }
    return true;
  }

  /** Whether it asks for nodes as Herald has them: none has metadata. */
  boolean wantsNodes() {
    return nodeMeta.isEmpty();
  }

  /** Whether it asks for what is registered so. */
  boolean wants(ConsulRegistration registration) {
    return (!passing || registration.status() == CheckStatus.PASSING)
        && wantsNodes()
        && tags.stream()
            .allMatch(tag -> registration.tags().stream().anyMatch(tag::equalsIgnoreCase));
  }

  private static RefusedException bad(String message) {
    return new RefusedException(HttpStatus.BAD_REQUEST, message);
  }
}
