package io.herald.api.facts;

import java.util.List;

/**
 * A reply of DNS.
 *
 * @param rcode {@code NOERROR}, {@code NXDOMAIN}, …
 */
public record DnsAnswer(
    String rcode,
    boolean authoritative,
    List<Line> answer,
    List<Line> authority,
    List<Line> additional) {

  public DnsAnswer {
    answer = List.copyOf(answer);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }

  /**
   * One record, in the form of master files.
   *
   * @param name with a closing dot
   * @param ttl in seconds
   */
  public record Line(String name, long ttl, String type, String value) {}
}
