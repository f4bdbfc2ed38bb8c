package io.herald.api.facts;

import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a DNS server makes of the services. Blocking threads ask, at each request; safe for any
 * thread.
 */
public interface DnsFacts {

  /** The records that instances of the service give; none for one that doesn't exist. */
  List<DnsRecord> records(ServiceKey service);

  /** Whether DNS has a type of records that is spelled so: {@code A}, {@code SRV}, {@code ANY}. */
  boolean isType(String type);

  /**
   * What DNS answers.
   *
   * @param name in any letter case, with a closing dot or without
   * @param type as {@code A}, {@code SRV}, {@code ANY}
   * @return empty if the name is in no zone of the server's
   * @throws IllegalArgumentException if one is no name or no type; the message says what to write
   */
  Optional<DnsAnswer> resolve(String name, String type);

  /**
   * Why a name is answered as it is. May read the whole cluster.
   *
   * @param name in any letter case, with a closing dot or without
   * @param client whose answer it is about; empty: of those who see everything
   * @return empty while another name is being explained: ask again
   */
  Optional<NameExplanation> explain(String name, Optional<InetAddress> client);

  /** What was answered since the process started. */
  QueryFigures queries();
}
