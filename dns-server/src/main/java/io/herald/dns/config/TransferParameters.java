package io.herald.dns.config;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.access.ClientRule;
import io.herald.dns.transfer.Secondary;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The parameters of zone transfers. */
public final class TransferParameters {

  private static final Range RECORDS = new Range(0, 100_000_000);

  public static final Parameter<List<Secondary>> SECONDARIES =
      Parameter.of(
              "secondaries",
              "secondaries",
              ValueTypes.listOf("A,B,…", TransferParameters::secondary, Secondary::toString),
              "servers that are notified of changes: ADDRESS or ADDRESS:PORT, and key:NAME to sign with")
          .withDefault(List.of());
  public static final Parameter<List<ClientRule>> ALLOW_TRANSFER =
      Parameter.of(
              "allowTransfer",
              "allow-transfer",
              ValueTypes.listOf("A,B,…", ClientRule::parse, ClientRule::toString),
              "clients that may transfer the zone: a network, key:NAME, or both in one element")
          .withDefaultWords("this machine and the secondaries");
  public static final Parameter<Path> TSIG_KEY_FILE =
      Parameter.of(
          "tsigKeyFile",
          "tsig-key-file",
          ValueTypes.file("FILE"),
          "file with TSIG keys, as tsig-keygen prints them");
  public static final Parameter<Integer> JOURNAL_RECORDS =
      Parameter.of(
              "journalRecords",
              "journal-records",
              ValueTypes.number(RECORDS),
              "most changed records that are kept for incremental transfers; 0: none")
          .withDefault(DnsConfig.Transfer.DEFAULT.journalRecords());
  public static final Parameter<Path> STATE_DIRECTORY =
      Parameter.of(
          "stateDirectory",
          "state-directory",
          ValueTypes.file("FOLDER"),
          "folder that keeps the serials and the last snapshot of the cluster over a restart");

  private TransferParameters() {}

  static DnsConfig.Transfer read(Values values) {
    return new DnsConfig.Transfer(
        values.get(SECONDARIES),
        values.isGiven(ALLOW_TRANSFER)
            ? Optional.of(values.find(ALLOW_TRANSFER).orElse(List.of()))
            : Optional.empty(),
        values.find(TSIG_KEY_FILE).map(Path::toAbsolutePath),
        values.get(JOURNAL_RECORDS),
        values.find(STATE_DIRECTORY).map(Path::toAbsolutePath));
  }

  private static Secondary secondary(String text) {
    String[] words = text.trim().split("\\s+");
    Optional<AnnouncedEndpoint> address = ForwardParameters.server(words[0]);
    if (address.isEmpty()
        || words.length > 2
        || (words.length == 2 && !words[1].startsWith("key:"))) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a secondary; write ADDRESS or ADDRESS:PORT, and key:NAME behind it");
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
