package io.herald.dns.config;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.access.ClientRule;
import io.herald.dns.transfer.Secondary;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/** The settings of zone transfers. */
final class TransferChecks {

  private static final int MOST_RECORDS = 100_000_000;

  private final Settings settings;

  TransferChecks(Settings settings) {
    this.settings = settings;
  }

  DnsConfig.Transfer transfer() {
    return new DnsConfig.Transfer(
        settings.elements(Parameter.SECONDARIES, TransferChecks::secondary),
        settings
            .get(Parameter.ALLOW_TRANSFER)
            .map(given -> settings.elements(Parameter.ALLOW_TRANSFER, ClientRule::parse)),
        path(Parameter.TSIG_KEY_FILE),
        settings.number(
            Parameter.JOURNAL_RECORDS, DnsConfig.Transfer.DEFAULT_JOURNAL_RECORDS, 0, MOST_RECORDS),
        path(Parameter.STATE_DIRECTORY));
  }

  private Optional<Path> path(Parameter parameter) {
    String text = settings.text(parameter, "");
    return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text).toAbsolutePath());
  }

  private static Secondary secondary(String text) {
    String[] words = text.trim().split("\\s+");
    Optional<AnnouncedEndpoint> address = ForwardingChecks.resolver(words[0]);
    if (address.isEmpty()
        || words.length > 2
        || (words.length == 2 && !words[1].startsWith("key:"))) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no secondary; write address or address:port, and key:NAME behind it");
    }
    Optional<String> key =
        words.length == 1
            ? Optional.empty()
            : Optional.of(ClientRule.keyName(words[1].substring("key:".length())));
    try {
      return new Secondary(
          new InetSocketAddress(InetAddress.getByName(address.get().host()), address.get().port()),
          key);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address needs no look-up: " + text, e);
    }
  }
}
