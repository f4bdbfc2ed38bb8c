package io.herald.dns.server;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Names outside of the zones that something beside them answers, from memory: called on a thread of
 * the slow path, after the zones and before any upstream. So a query for a name in a zone pays
 * nothing for it. Safe for any thread; must not block.
 */
public interface NamesBeside {

  /**
   * The answer to a question of class IN.
   *
   * @param type as dnsjava's {@code Type} numbers it
   * @param environment that the client is in; empty: nothing is hidden from it
   * @return empty if the name isn't answered here
   */
  Optional<Reply> answer(Name name, int type, Optional<String> environment);

  /** Whether any name is answered here now; if not, no query is handed over. */
  boolean isOn();

  /**
   * A reply without the header's numbers.
   *
   * @param rcode as dnsjava's {@code Rcode} numbers it
   * @param authoritative the bit AA
   */
  record Reply(
      int rcode,
      boolean authoritative,
      List<Record> answer,
      List<Record> authority,
      List<Record> additional) {}
}
