package io.herald.dns.transfer;

import io.herald.dns.access.ClientRule;
import io.herald.settings.Range;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Transfers of the zones, and what secondaries need.
 *
 * @param secondaries servers that are notified of changes
 * @param allow clients that may transfer; absent: this machine and the secondaries
 * @param keyFile of TSIG keys
 * @param journalRecords how many changed records are kept for incremental transfers; 0: none
 * @param stateDirectory where serials are kept; absent: nowhere
 */
public record TransferSettings(
    List<Secondary> secondaries,
    Optional<List<ClientRule>> allow,
    Optional<Path> keyFile,
    int journalRecords,
    Optional<Path> stateDirectory) {

  public static final Range JOURNAL_RECORDS = new Range(0, 100_000_000);

  public static final TransferSettings DEFAULT =
      new TransferSettings(
          List.of(), Optional.empty(), Optional.empty(), 200_000, Optional.empty());

  public TransferSettings {
    secondaries = List.copyOf(secondaries);
    allow = allow.map(List::copyOf);
    JOURNAL_RECORDS.require("journalRecords", journalRecords);
  }
}
