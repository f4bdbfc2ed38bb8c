package io.herald.dns.naming.zonefile;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordText;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Reads master files (RFC 1035 §5, {@code $ORIGIN}, {@code $TTL} and {@code $GENERATE} included) of
 * address, SRV, TXT, PTR and CNAME records; a CNAME is the only record of its name. All of a file
 * is good or none of it. TTLs in it are read and not used: the zone has one for all records.
 * Stateless; any thread may call.
 */
public final class ZoneFile {

  private static final Set<RecordType> TYPES =
      Set.of(
          RecordType.A,
          RecordType.AAAA,
          RecordType.CNAME,
          RecordType.SRV,
          RecordType.TXT,
          RecordType.PTR);

  /** More would be a mistake in a {@code $GENERATE}. */
  private static final int MOST_RECORDS = 100_000;

  private final List<DnsName> zones;
  private final Set<DnsName> nameServers;
  private final Name origin;

  /** For zones whose name servers have no names in them. */
  public ZoneFile(List<DnsName> zones) {
    this(zones, Set.of());
  }

  /**
   * @param zones that the records may be in; the first is the origin of relative names
   * @param nameServers which must not be aliases
   */
  public ZoneFile(List<DnsName> zones, Set<DnsName> nameServers) {
    this.zones = List.copyOf(zones);
    this.nameServers = Set.copyOf(nameServers);
    this.origin = Name.fromConstantString(zones.get(0).toString());
  }

  /**
   * The file's records, each once.
   *
   * @param name of the file, for messages
   * @throws ZoneFileException if a line of it can't be used
   * @throws IOException if it can't be read
   */
  public List<ResourceRecord> read(InputStream file, String name)
      throws ZoneFileException, IOException {
    Lines lines = new Lines(file);
    Set<ResourceRecord> records = new LinkedHashSet<>();
    Aliases aliases = new Aliases();
    try (Master master = new Master(lines, origin, 0)) {
      master.disableIncludes(true);
      for (Record record = next(master); record != null; record = next(master)) {
        String fault = fault(record);
        if (fault.isEmpty() && records.size() == MOST_RECORDS) {
          fault = "there are more than " + MOST_RECORDS + " records";
        }
        if (!fault.isEmpty()) {
          throw new ZoneFileException(name + ":" + lines.read + ": " + fault);
        }
        ResourceRecord converted = converted(record);
        String alone = aliases.fault(converted);
        if (!alone.isEmpty()) {
          throw new ZoneFileException(name + ":" + lines.read + ": " + alone);
        }
        records.add(converted);
      }
    } catch (TextParseException e) {
      throw new ZoneFileException(name + ":" + lines.read + ": " + withoutPlace(e), e);
    } catch (Malformed e) {
      throw new ZoneFileException(
          name + ":" + lines.read + ": this is not a record: " + Reason.of(e), e);
    }
    return new ArrayList<>(records);
  }

  /** What the parser throws besides, on input that it did not expect. */
  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Malformed(RuntimeException cause) {
      super(cause);
    }
  }

  private static @Nullable Record next(Master master) throws IOException {
    try {
      return master.nextRecord();
    } catch (RuntimeException e) {
      throw new Malformed(e);
    }
  }

  /** The parser's message begins with a place of its own, which knows no file. */
  private static String withoutPlace(TextParseException e) {
    return String.valueOf(e.getMessage()).replaceFirst("^<none>:\\d+: ", "");
  }

  private String fault(Record record) {
    String type = Type.string(record.getType());
    if (record.getDClass() != DClass.IN) {
      return "class " + DClass.string(record.getDClass()) + " is not served; write IN";
    }
    if (record.getType() == Type.SOA || record.getType() == Type.NS) {
      return "an " + type + " record: the server makes its own; leave it out";
    }
    if (TYPES.stream().noneMatch(known -> known.number() == record.getType())) {
      return "records of type "
          + type
          + " are not served; there are "
          + TYPES.stream().map(RecordType::name).sorted().collect(Collectors.joining(", "));
    }
    if (record.getName().isWild()) {
      return record.getName() + ": wildcards are not served; write each name";
    }
    DnsName owner = name(record.getName());
    if (record.getType() == Type.CNAME && zones.contains(owner)) {
      return owner + " has a SOA and an NS record, so it can't be an alias";
    }
    if (record.getType() == Type.CNAME && nameServers.contains(owner)) {
      return owner + " is a name server, which must not be an alias (RFC 2181 §10.3)";
    }
    return zones.stream().anyMatch(owner::isAtOrBelow)
        ? ""
        : record.getName() + " is not in " + zones + "; a name with a closing dot is a whole one";
  }

  /** Sees to it that an alias is the only record of its name (RFC 2181 §10.1). */
  private static final class Aliases {
    private final Map<DnsName, ResourceRecord> names = new HashMap<>();

    /** What the record would break; empty if nothing. */
    String fault(ResourceRecord record) {
      ResourceRecord other = names.putIfAbsent(record.owner(), record);
      boolean alias = record.type() == RecordType.CNAME;
      if (other == null || other.equals(record)) {
        return "";
      } else if (alias && other.type() == RecordType.CNAME) {
        return record.owner() + " is an alias already, of " + RecordText.value(other);
      }
      return alias || other.type() == RecordType.CNAME
          ? record.owner() + " has a CNAME and a record beside it; a CNAME must be alone"
          : "";
    }
  }

  private static ResourceRecord converted(Record record) {
    return new ResourceRecord(
        name(record.getName()), RecordType.of(record.getType()), record.rdataToWireCanonical());
  }

  private static DnsName name(Name name) {
    byte[] wire = name.toWireCanonical();
    return DnsName.fromWire(wire, 0, wire.length);
  }

  /** Hands out one line at a time, so that the parser is never ahead of the line it is in. */
  private static final class Lines extends InputStream {
    private final InputStream file;
    private byte[] ahead = new byte[8192];
    private int at;
    private int end;
    private boolean lineEnded = true;

    /** Lines that the parser has begun to read. */
    private int read;

    Lines(InputStream file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (at == end) {
        end = Math.max(0, file.read(ahead));
        at = 0;
        if (end == 0) {
          return -1;
        }
      }
      if (lineEnded) {
        read++;
        lineEnded = false;
      }
      int count = 0;
      while (count < length && at < end && !lineEnded) {
        byte b = ahead[at++];
        target[offset + count++] = b;
        lineEnded = b == '\n';
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
