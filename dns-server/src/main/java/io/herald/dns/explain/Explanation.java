package io.herald.dns.explain;

import io.herald.dns.record.RecordType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Why a name is answered as it is.
 *
 * @param name as it was understood: lower case, without a closing dot
 * @param records all that it has, each with every entity that gives it
 * @param reasons sentences: why it has no records, or warnings about those that it has
 * @param nearest names that exist, the most similar first; empty if the name has records
 */
public record Explanation(
    String name, Verdict verdict, List<Found> records, List<String> reasons, List<String> nearest) {

  public Explanation {
    records = List.copyOf(records);
    reasons = List.copyOf(reasons);
    nearest = List.copyOf(nearest);
  }

  /** The same, with more to say before all else. */
  public Explanation with(List<String> first) {
    return new Explanation(
        name, verdict, records, Stream.concat(first.stream(), reasons.stream()).toList(), nearest);
  }

  /** How the DNS server answers. */
  public enum Verdict {
    /** It has records. */
    ANSWERED("it has records"),
    /** It has none, but names below it do: NOERROR without records. */
    ONLY_NAMES_BELOW("it has no records; there are names below it"),
    /** NXDOMAIN. */
    NO_SUCH_NAME("there is no such name"),
    /** Another server's: forwarded or refused. */
    OUTSIDE("it is not in the domain that is served here"),
    /** Another server's name, but a host whose requests the load balancer takes. */
    ROUTED("the load balancer takes its requests; it is not in the domain that is served here"),
    /** SERVFAIL. */
    NOT_LOADED("no snapshot of the cluster has been read yet");

    private final String meaning;

    Verdict(String meaning) {
      this.meaning = meaning;
    }

    /** One clause, without a full stop. */
    public String meaning() {
      return meaning;
    }
  }

  /**
   * One record of the name.
   *
   * @param value an address; an SRV record's target and port, {@code web.marathon.mesos:31000}
   */
  public record Found(RecordType type, String value, List<Origin> origins) {

    public Found {
      origins = List.copyOf(origins);
    }
  }

  /**
   * An entity that gives a record, by a rule.
   *
   * @param kind {@code task}, {@code agent}, {@code framework}, {@code announcement}, {@code
   *     masters}; {@code server}, {@code zone-file} and {@code address} have no fields
   * @param entity what it is, by field: {@code id}, {@code name}, {@code framework}, {@code agent}
   */
  public record Origin(Rule rule, String kind, Map<String, String> entity) {}
}
