package io.herald.api.facts;

import java.util.Map;

/**
 * What the DNS server answered since the process started. Two of these give rates.
 *
 * @param replies by response code ({@code NOERROR}, …)
 * @param ignored messages that got no reply
 * @param failures messages or connections that failed in the socket
 */
public record QueryFigures(Map<String, Long> replies, long ignored, long failures) {

  public QueryFigures {
    replies = Map.copyOf(replies);
  }
}
