package io.herald.api.facts;

import java.util.List;
import java.util.Map;

/**
 * Why a name is answered as it is.
 *
 * @param name as it was understood
 * @param verdict {@code answered}, {@code only-names-below}, {@code no-such-name}, {@code outside},
 *     {@code routed} or {@code not-loaded}
 * @param meaning of the verdict, one clause
 * @param records all that it has
 * @param reasons sentences: why it has no records, or what is unusual about them
 * @param nearest names that exist, the most similar first; empty if the name has records
 */
public record NameExplanation(
    String name,
    String verdict,
    String meaning,
    List<ExplainedRecord> records,
    List<String> reasons,
    List<String> nearest) {

  public NameExplanation {
    records = List.copyOf(records);
    reasons = List.copyOf(reasons);
    nearest = List.copyOf(nearest);
  }

  /**
   * A record of the name.
   *
   * @param type {@code A}, {@code SRV}, …
   * @param value an address; an SRV record's target and port
   * @param origins what gives it
   */
  public record ExplainedRecord(String type, String value, List<Origin> origins) {

    public ExplainedRecord {
      origins = List.copyOf(origins);
    }
  }

  /**
   * An entity that gives a record, by a rule.
   *
   * @param rule its name: {@code resource-port}
   * @param meaning of the rule, one clause
   * @param kind of entity: {@code task}, {@code agent}, {@code framework}, {@code announcement}, …
   * @param entity what it is, by field: {@code id}, {@code name}, {@code framework}, …
   */
  public record Origin(String rule, String meaning, String kind, Map<String, String> entity) {

    public Origin {
      entity = Map.copyOf(entity);
    }
  }
}
