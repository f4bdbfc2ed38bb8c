package io.herald.skydns.answer;

import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/** Which keys give a record of an answer; for explanations, which keep no account of it. */
final class RecordKeys {

  private RecordKeys() {}

  /** The paths of those among the keys at and below the record's name. */
  static List<String> of(Record record, List<SkydnsKeys.Found> keys) {
    return keys.stream().filter(found -> gives(found, record)).map(SkydnsKeys.Found::path).toList();
  }

  private static boolean gives(SkydnsKeys.Found found, Record record) {
    SkydnsLeaf leaf = found.leaf();
    if (record instanceof ARecord address) {
      return address.getAddress().equals(leaf.address());
    } else if (record instanceof AAAARecord address) {
      return address.getAddress().equals(leaf.address());
    } else if (record instanceof CNAMERecord alias) {
      return alias.getTarget().equals(leaf.target());
    } else {
      return record instanceof SRVRecord server
          && server.getPort() == leaf.message().port()
          && server.getTarget().equals(TargetRecords.target(found));
    }
  }
}
