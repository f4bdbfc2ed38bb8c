package io.herald.dns.transfer;

import io.herald.dns.access.ClientRule;
import io.herald.dns.access.ServerAddress;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The parameters of zone transfers. */
public final class TransferParameters {

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
              ValueTypes.number(TransferSettings.JOURNAL_RECORDS),
              "most changed records that are kept for incremental transfers; 0: none")
          .withDefault(TransferSettings.DEFAULT.journalRecords());

  private TransferParameters() {}

  /**
   * Reads the settings of transfers.
   *
   * @param stateDirectory where serials are kept; absent: nowhere
   */
  public static TransferSettings read(Values values, Optional<Path> stateDirectory) {
    return new TransferSettings(
        values.get(SECONDARIES),
        values.isGiven(ALLOW_TRANSFER)
            ? Optional.of(values.find(ALLOW_TRANSFER).orElse(List.of()))
            : Optional.empty(),
        values.find(TSIG_KEY_FILE).map(Path::toAbsolutePath),
        values.get(JOURNAL_RECORDS),
        stateDirectory);
  }

  private static Secondary secondary(String text) {
    String[] words = text.trim().split("\\s+");
    Optional<InetSocketAddress> address = ServerAddress.parse(words[0]);
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
    return new Secondary(address.get(), key);
  }
}
