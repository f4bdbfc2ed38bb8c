package io.herald.dns.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.certificates.PemFiles;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import io.herald.patience.ManualScheduler;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.tls.PemFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What real clients understand: dig (bind9-dnsutils), kdig (knot-dnsutils), drill (ldnsutils) and
 * glibc's getaddrinfo (through python3). {@code ./herald test} installs them.
 */
class RealClientsTest {

  private static final Pattern STATUS = Pattern.compile("(?:status|rcode): ([A-Z]+)");

  @TempDir private static Path folder;
  private static DnsListeners listeners;
  private static final NamedScheduler SCHEDULER = new NamedScheduler("real-clients");

  private static PemFiles pem;
  private static ServerCertificate certificate;

  @BeforeAll
  static void serve() throws Exception {
    Zone zone = zone();
    SecureRandom random = new SecureRandom();
    ResponderSettings answers =
        new ResponderSettings(
            false,
            UdpSizes.of(1232),
            0,
            Optional.of("dns-1"),
            Optional.of("Herald 1"),
            Optional.of(Duration.ofSeconds(10)),
            Optional.of(new CookieSecrets(Clock.systemUTC(), random::nextLong)),
            Optional.empty());
    pem = PemFiles.in(folder, "dns.example");
    certificate =
        new ServerCertificate(
            new PemFile("tlsCertFile", pem.certificate().toString()),
            new PemFile("tlsKeyFile", pem.key().toString()),
            SCHEDULER,
            Duration.ofSeconds(10));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    listeners =
        DnsListeners.open(
            List.of(anyPort),
            TransportSettings.DEFAULT,
            () -> new QueryResponder(zone.index(), answers, random.nextLong()),
            SlowPath.NONE,
            new QueryCounters(),
            Optional.of(new DnsListeners.Tls(List.of(anyPort), certificate)),
            new ManualScheduler());
    try (InputStream script = RealClientsTest.class.getResourceAsStream("glibc_resolver.py")) {
      Files.write(folder.resolve("glibc_resolver.py"), script.readAllBytes());
    }
  }

  private static Zone zone() {
    List<String> lines = new ArrayList<>();
    lines.add("ns1.mesos. A 127.0.0.1");
    lines.add("web.mesos. A 10.0.0.1");
    lines.add("both.mesos. A 10.0.0.2");
    lines.add("both.mesos. AAAA fd00::2");
    lines.add("six.mesos. AAAA fd00::6");
    lines.add("_web._tcp.mesos. SRV 0 1 31000 web.mesos.");
    lines.add("_web._tcp.mesos. SRV 0 1 31001 both.mesos.");
    for (int i = 0; i < 300; i++) {
      lines.add("big.mesos. A 10.1." + i / 256 + "." + i % 256);
    }
    return ZoneText.zone(lines.toArray(String[]::new));
  }

  @AfterAll
  static void close() {
    if (listeners != null) {
      listeners.close();
    }
    if (certificate != null) {
      certificate.close();
      SCHEDULER.shutdownNow();
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "web.mesos, A, NOERROR, 1",
    "WEB.mesos, A, NOERROR, 1",
    "web.mesos, AAAA, NOERROR, 0",
    "both.mesos, AAAA, NOERROR, 1",
    "_web._tcp.mesos, SRV, NOERROR, 2",
    "mesos, SOA, NOERROR, 1",
    "mesos, NS, NOERROR, 1",
    "mesos, TXT, NOERROR, 0",
    "_tcp.mesos, SRV, NOERROR, 0",
    "nope.mesos, A, NXDOMAIN, 0",
    "_nope._tcp.mesos, SRV, NXDOMAIN, 0",
    "example.com, A, REFUSED, 0",
    "big.mesos, A, NOERROR, 300",
  })
  void theyAgree(String name, String type, String status, int records) throws Exception {
    String server = "@127.0.0.1";
    String port = "" + listeners.addresses().get(0).getPort();
    String tlsPort = "" + listeners.tlsAddresses().get(0).getPort();
    String dig = run("dig", "-r", server, "-p", port, "+norec", name, type);
    assertThat(dig).doesNotContain("WARNING", "malformed", "mismatch");
    Set<String> answer = answer(dig);
    assertThat(status(dig)).isEqualTo(status);
    assertThat(answer).hasSize(records);
    for (String[] command :
        new String[][] {
          {"dig", "-r", server, "-p", port, "+tcp", "+norec", name, type},
          {"kdig", server, "-p", port, name, type},
          {"kdig", server, "-p", port, "+tcp", name, type},
          {"kdig", server, "-p", tlsPort, "+tls", name, type},
          {"drill", "-a", "-p", port, name, server, type},
          {"drill", "-t", "-p", port, name, server, type},
        }) {
      String said = run(command);
      assertThat(status(said)).as(said).isEqualTo(status);
      assertThat(answer(said)).as(said).isEqualTo(answer);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "dig  big.mesos A +ignore              | flags: qr aa tc; QUERY: 1, ANSWER: 72,",
        "dig  web.mesos A +noedns              | 10.0.0.1",
        "dig  web.mesos A +edns=7 +noednsneg   | status: BADVERS",
        "dig  web.mesos A +opcode=2            | status: NOTIMP",
        "dig  web.mesos A +cookie              | (good)",
        "dig  web.mesos A +nsid                | (\"dns-1\")",
        "dig  web.mesos A +ednsopt=65001:abcd  | 10.0.0.1",
        "dig  +header-only +cookie             | status: NOERROR",
        "dig  web.mesos A +tcp +keepalive      | TCP KEEPALIVE: 10.0 secs",
        "dig  version.bind TXT CH              | \"Herald 1\"",
        "dig  hostname.bind TXT CH             | \"dns-1\"",
        "dig  web.mesos ANY +notcp             | 10.0.0.1",
        "dig  mesos AXFR                       | Transfer failed",
        "kdig web.mesos A +cookie              | ;; COOKIE: ",
        "kdig web.mesos A +nsid                | \"dns-1\"",
        "kdig web.mesos A +bufsize=4096        | 10.0.0.1",
        "kdig id.server TXT CH                 | \"dns-1\"",
        "kdig web.mesos A +tls +padding        | 10.0.0.1",
        "kdig web.mesos A +tls +tls-ca=CA +tls-hostname=dns.example | The certificate is trusted",
        "kdig web.mesos A +tls +tls-ca=CA +tls-hostname=other.example | does not match",
        "drill version.bind CH TXT             | \"Herald 1\"",
        "drill -b 4096 web.mesos A             | 10.0.0.1",
      })
  void theyUnderstand(String command, String expected) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split("\\s+")));
    boolean tls = words.contains("+tls");
    words.replaceAll(word -> word.replace("=CA", "=" + pem.certificate()));
    if (words.stream().anyMatch(word -> word.startsWith("+tls-ca"))) {
      words.add("-d"); // shows what is thought of the certificate
    }
    if (words.get(0).equals("dig")) {
      words.addAll(List.of("-r", "+norec"));
    }
    InetSocketAddress server = (tls ? listeners.tlsAddresses() : listeners.addresses()).get(0);
    words.addAll(1, List.of("-p", "" + server.getPort(), "@127.0.0.1"));
    assertThat(run(words.toArray(String[]::new))).contains(expected);
  }

  @Test
  void aCookieThatWasGivenIsGoodTheNextTime() throws Exception {
    Pattern cookie = Pattern.compile("COOKIE: ([0-9a-f]{48})");
    String port = "" + listeners.addresses().get(0).getPort();
    Matcher first = cookie.matcher(run("dig", "-r", "@127.0.0.1", "-p", port, "web.mesos"));
    assertThat(first.find()).isTrue();
    Matcher second =
        cookie.matcher(
            run("dig", "-r", "@127.0.0.1", "-p", port, "web.mesos", "+cookie=" + first.group(1)));
    assertThat(second.find()).isTrue();
    assertThat(second.group(1)).isEqualTo(first.group(1));
  }

  /** Options of resolv.h: TCP 8, EDNS 00100000, one question after the other 00200000. */
  @ParameterizedTest(name = "{0} {1} with options {2}")
  @CsvSource({
    "both.mesos., '', 0,        10.0.0.2 fd00::2",
    "both.mesos., '', 00100000, 10.0.0.2 fd00::2",
    "both.mesos., '', 00200000, 10.0.0.2 fd00::2",
    "both.mesos., '', 00200008, 10.0.0.2 fd00::2",
    "BOTH.mesos., '', 0,        10.0.0.2 fd00::2",
    "both.mesos., v4, 0,        10.0.0.2",
    "both.mesos., v6, 0,        fd00::2",
    "web.mesos.,  '', 0,        10.0.0.1",
    "web.mesos.,  '', 00200000, 10.0.0.1",
    "web.mesos.,  v6, 0,        EAI_NODATA",
    "six.mesos.,  '', 0,        fd00::6",
    "mesos.,      '', 0,        EAI_NODATA",
    "nope.mesos., '', 0,        EAI_NONAME",
    "nope.mesos., '', 00200000, EAI_NONAME",
  })
  void glibcFindsAddresses(String name, String family, String options, String expected)
      throws Exception {
    assertThat(glibc(name, family, options)).isEqualTo(expected);
  }

  @Test
  void glibcAsksAgainOverTcpWhatWasCut() throws Exception {
    assertThat(glibc("big.mesos.", "v4", "0").split(" ")).hasSize(300).doesNotHaveDuplicates();
  }

  private static String glibc(String name, String family, String options) throws Exception {
    String said =
        run(
            "python3",
            folder.resolve("glibc_resolver.py").toString(),
            "127.0.0.1",
            "" + listeners.addresses().get(0).getPort(),
            options,
            name,
            family);
    return said.strip();
  }

  private static String status(String said) {
    Matcher status = STATUS.matcher(said);
    assertThat(status.find()).as(said).isTrue();
    return status.group(1);
  }

  /** The answer section's records, without order and blanks. */
  private static Set<String> answer(String said) {
    Set<String> records = new TreeSet<>();
    boolean inAnswer = false;
    for (String line : said.lines().toList()) {
      if (line.startsWith(";;")) {
        inAnswer = line.startsWith(";; ANSWER SECTION");
      } else if (inAnswer && !line.isBlank()) {
        // kdig shows every name in lower case.
        records.add(line.replaceAll("\\s+", " ").toLowerCase(Locale.ROOT));
      }
    }
    return records;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(
          command[0]
              + " is missing; install bind9-dnsutils, knot-dnsutils, ldnsutils and python3"
              + " (./herald test does it)",
          e);
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }
}
