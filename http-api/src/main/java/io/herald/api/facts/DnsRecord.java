package io.herald.api.facts;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Task;
import java.util.Comparator;
import java.util.List;

/**
 * A record that instances of a service give.
 *
 * @param name its owner, absolute, with a closing dot: {@code web.marathon.mesos.}
 * @param type {@code A}, {@code AAAA}, {@code SRV}, {@code TXT}, …
 * @param ttl in seconds
 * @param value in the text form of master files: {@code 10.1.0.1}, {@code 0 1 31000 host.mesos.}
 * @param tasks whose record it is, in no order
 */
public record DnsRecord(String name, String type, long ttl, String value, List<Task.Id> tasks) {

  /** By name, type and value, which tell records apart. */
  public static final Comparator<DnsRecord> ORDER =
      Comparator.comparing(DnsRecord::name)
          .thenComparing(DnsRecord::type)
          .thenComparing(DnsRecord::value);

  public DnsRecord {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    requireNonNull(value, "value");
    tasks = List.copyOf(tasks);
  }
}
