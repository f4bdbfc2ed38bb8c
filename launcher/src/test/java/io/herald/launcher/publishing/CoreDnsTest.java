package io.herald.launcher.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minietcd.MiniEtcd;
import io.herald.ports.FreePorts;
import io.herald.skydns.SkydnsReader;
import io.herald.skydns.answer.SkydnsAnswer;
import io.herald.skydns.answer.SkydnsRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A real CoreDNS at the same etcd answers as our reader by its rules. {@code COREDNS} in the
 * environment is the path of one that has the plugin {@code etcd}; without it nothing of this runs.
 */
@EnabledIfEnvironmentVariable(named = "COREDNS", matches = ".+")
class CoreDnsTest {

  private static final List<Integer> TYPES =
      List.of(Type.A, Type.AAAA, Type.SRV, Type.TXT, Type.MX, Type.CNAME, Type.NS);

  /** What the specification's cases have in etcd, below the domain, and where rules differ. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("east/production/rails/1", "{\"host\":\"service1.example.com\",\"port\":8080}"),
          Map.entry("east/staging/rails/4", "{\"host\":\"10.0.1.125\",\"port\":8080}"),
          Map.entry("east/staging/rails/6", "{\"host\":\"2003::8:1\",\"port\":8080}"),
          Map.entry("west/production/rails/2", "{\"host\":\"10.0.1.126\"}"),
          Map.entry("w/a", "{\"host\":\"10.0.0.1\",\"weight\":120}"),
          Map.entry("w/b", "{\"host\":\"10.0.0.2\",\"weight\":100}"),
          Map.entry("w/c", "{\"host\":\"10.0.0.3\",\"weight\":130}"),
          Map.entry("light/a", "{\"host\":\"10.0.0.1\",\"weight\":1}"),
          Map.entry("light/b", "{\"host\":\"10.0.0.2\",\"weight\":1000}"),
          Map.entry("p/a", "{\"host\":\"10.0.0.1\",\"priority\":5}"),
          Map.entry("p/b", "{\"host\":\"10.0.0.2\"}"),
          Map.entry("p/c", "{\"host\":\"10.0.0.3\"}"),
          Map.entry("bar/x1", "{\"host\":\"192.168.0.1\",\"port\":80,\"targetstrip\":1}"),
          Map.entry("svc/http", "{\"host\":\"1.1.1.1\",\"port\":80}"),
          Map.entry("svc/https", "{\"host\":\"1.1.1.1\",\"port\":443}"),
          Map.entry("dom/a", "{\"host\":\"10.1.0.1\",\"group\":\"g1\"}"),
          Map.entry("dom/b", "{\"host\":\"10.1.0.2\",\"group\":\"g1\"}"),
          Map.entry("dom/sub/c", "{\"host\":\"10.1.0.3\",\"group\":\"g2\"}"),
          Map.entry("dom/sub/d", "{\"host\":\"10.1.0.4\",\"group\":\"g2\"}"),
          Map.entry("dim/a", "{\"host\":\"10.1.0.1\",\"group\":\"g1\"}"),
          Map.entry("dim/sub/b", "{\"host\":\"10.1.0.2\"}"),
          Map.entry("t/x", "{\"text\":\"hello\"}"),
          Map.entry("db1", "{\"host\":\"db2.skydns.local\"}"),
          Map.entry("db2", "{\"host\":\"db1.skydns.local\"}"),
          Map.entry("alias", "{\"host\":\"svc.skydns.local\"}"),
          Map.entry("dns/ns/ns1", "{\"host\":\"172.16.0.1\"}"),
          Map.entry("dns/apex/x", "{\"host\":\"172.16.0.9\"}"),
          Map.entry("m/a", "{\"host\":\"10.0.0.1\",\"mail\":true,\"priority\":20}"),
          Map.entry("equal/a", "{\"host\":\"10.0.0.1\",\"port\":80}"),
          Map.entry("equal/b", "{\"host\":\"10.0.0.1\",\"port\":80}"),
          Map.entry("own", "{\"host\":\"10.0.0.1\"}"),
          Map.entry("own/below", "{\"host\":\"10.0.0.2\"}"),
          Map.entry("\\195\\188n/a\\@b", "{\"host\":\"10.0.0.1\"}"));

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private Process coreDns;
  private InetSocketAddress address;

  /**
   * What is compared of an answer; times to live have rules of their own.
   *
   * @param records of the answer section
   * @param authority types of records there
   */
  private record Told(int rcode, Set<String> records, Set<String> authority) {

    static Told of(int rcode, List<Record> answer, List<Record> authority) {
      Set<String> types = new TreeSet<>();
      authority.forEach(record -> types.add(Type.string(record.getType())));
      return new Told(rcode, texts(answer), types);
    }

    private static Set<String> texts(List<Record> records) {
      Set<String> texts = new TreeSet<>();
      for (Record record : records) {
        texts.add(
            (record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString())
                .toLowerCase(Locale.ROOT));
      }
      return texts;
    }
  }

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(Files.createDirectory(folder.resolve("etcd")));
    try (FreePorts ports = new FreePorts()) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.take());
    }
    Path config =
        Files.writeString(
            folder.resolve("Corefile"),
            "mesos skydns.local in-addr.arpa {\n"
                + "  bind 127.0.0.1\n"
                + "  etcd {\n    path /skydns\n    endpoint "
                + etcd.endpoint()
                + "\n  }\n}\n");
    coreDns =
        new ProcessBuilder(
                System.getenv("COREDNS"),
                "-conf",
                config.toString(),
                "-dns.port=" + address.getPort())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("coredns.log").toFile())
            .start();
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> asked("nothing.mesos.", Type.A).getRcode() == Rcode.NXDOMAIN);
  }

  @AfterEach
  void stop() throws Exception {
    coreDns.destroyForcibly().waitFor();
    etcd.close();
  }

  private Message asked(String name, int type) throws IOException {
    SimpleResolver resolver = new SimpleResolver();
    resolver.setAddress(address);
    resolver.setTCP(true);
    resolver.setTimeout(Duration.ofSeconds(20));
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  private Told theirs(String name, int type) throws IOException {
    Message reply = asked(name, type);
    return Told.of(
        reply.getRcode(), reply.getSection(Section.ANSWER), reply.getSection(Section.AUTHORITY));
  }

  private static Told ours(SkydnsReader reader, String name, int type) throws IOException {
    SkydnsAnswer answer = reader.answer(Name.fromString(name), type).orElseThrow();
    return Told.of(answer.rcode(), answer.answer(), answer.authority());
  }

  @Test
  void theWritersKeysAreAnsweredAsByTheReader() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    try (PublishedTasks tasks = new PublishedTasks(etcd.endpoint())) {
      tasks.cluster.put(true, GeneratedTasks.of(new Random(seed)));
      tasks.publish("writer");
      SkydnsReader reader = tasks.read(SkydnsRules.COREDNS);
      int keys = tasks.desired().keys().size();
      await().until(() -> reader.keys() == keys);
      List<String> names = new ArrayList<>(List.of("nobody.marathon"));
      names.addAll(new ZoneServices(tasks.cluster).names());
      tasks.desired().keys().stream().limit(50).forEach(key -> names.add(name(key)));
      assertSame(reader, names.stream().map(name -> name + ".mesos.").toList(), "seed " + seed);
    }
  }

  /** A key of the zone as its name there. */
  private static String name(String key) {
    List<String> labels =
        new ArrayList<>(List.of(key.substring(PublishedTasks.DIRECTORY.length()).split("/", -1)));
    java.util.Collections.reverse(labels);
    return String.join(".", labels);
  }

  @Test
  void theCasesOfTheSpecificationAreAnsweredAsByTheReader() throws Exception {
    for (Map.Entry<String, String> one : KEYS.entrySet()) {
      etcd.etcdctl("put", "/skydns/local/skydns/" + one.getKey(), one.getValue());
    }
    try (PublishedTasks tasks = new PublishedTasks(etcd.endpoint())) {
      SkydnsReader reader = tasks.read(SkydnsRules.COREDNS, "skydns.local.");
      await().until(() -> reader.keys() == KEYS.size());
      Set<String> names = new TreeSet<>();
      for (String key : KEYS.keySet()) {
        String name = "skydns.local.";
        for (String label : key.split("/")) {
          name = label + "." + name;
          names.add(name);
        }
      }
      names.addAll(
          List.of(
              "skydns.local.",
              "nope.skydns.local.",
              "production.*.skydns.local.",
              "production.any.skydns.local.",
              "*.west.skydns.local."));
      assertSame(reader, List.copyOf(names), "the specification's keys");
    }
  }

  private void assertSame(SkydnsReader reader, List<String> names, String what) throws IOException {
    Map<String, String> different = new TreeMap<>();
    int compared = 0;
    int onPurpose = 0;
    for (String name : names) {
      for (int type : TYPES) {
        Told ours = ours(reader, name, type);
        Told theirs = theirs(name, type);
        compared++;
        if (isOnPurpose(type, ours, theirs)) {
          onPurpose++;
        } else if (!ours.equals(theirs)) {
          different.put(
              name + " " + Type.string(type),
              "\n  CoreDNS " + theirs + "\n  we      " + ours + "\n");
        }
      }
    }
    System.out.printf(
        "CoreDNS, %s: %d answers compared, %d differ on purpose, %d else%n",
        what, compared, onPurpose, different.size());
    assertThat(different).as(what).isEmpty();
  }

  /**
   * A name that has keys below it exists, whatever is asked of it: to CoreDNS it doesn't, if asked
   * for an alias. And an alias stands alone, so that one that leads outside isn't answered beside
   * other records, nor to a question for texts.
   */
  private static boolean isOnPurpose(int type, Told ours, Told theirs) {
    if (type == Type.CNAME) {
      return ours.rcode() == Rcode.NOERROR
          && theirs.rcode() == Rcode.NXDOMAIN
          && ours.records().isEmpty()
          && theirs.records().isEmpty();
    }
    Set<String> withoutAliases = new TreeSet<>(theirs.records());
    boolean had = withoutAliases.removeIf(text -> text.endsWith(" cname service1.example.com."));
    return had
        && ours.rcode() == theirs.rcode()
        && ours.records().equals(withoutAliases)
        && (type == Type.TXT || !withoutAliases.isEmpty());
  }
}
