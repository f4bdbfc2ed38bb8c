package io.herald.dns.server;

import io.herald.dns.answer.Transport;
import io.herald.dns.record.Rcode;
import io.herald.dns.transport.QueryCounters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What DNS has answered since the process started. Two of them give rates.
 *
 * @param replies by response code, as {@code NOERROR}; {@code OTHER} for those that upstreams alone
 *     give
 * @param ignored messages that got no reply
 * @param failures messages or connections that failed in the socket
 */
public record QueryTotals(Map<String, Long> replies, long ignored, long failures) {

  public QueryTotals {
    replies = Map.copyOf(replies);
  }

  static QueryTotals of(QueryCounters counters) {
    Map<String, Long> replies = new LinkedHashMap<>();
    long ignored = 0;
    long failures = 0;
    for (Transport transport : Transport.values()) {
      for (Rcode rcode : Rcode.values()) {
        replies.merge(rcode.name(), counters.replies(transport, rcode), Long::sum);
      }
      replies.merge("OTHER", counters.otherReplies(transport), Long::sum);
      ignored += counters.ignored(transport);
      failures += counters.failures(transport);
    }
    return new QueryTotals(replies, ignored, failures);
  }
}
