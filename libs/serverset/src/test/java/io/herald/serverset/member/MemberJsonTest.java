package io.herald.serverset.member;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Case numbers are those of the conformance tables: M members, Z decoding. */
class MemberJsonTest {

  private static final String AGENT = "agent1.example.com";

  @Test
  void writesCompactJsonInFinaglesOrder() {
    Member member =
        Member.alive(
            new Endpoint("127.0.0.1", 31500), Map.of("http", new Endpoint("127.0.0.1", 31501)), 7);
    assertThat(text(MemberJson.write(member)))
        .isEqualTo(
            "{\"serviceEndpoint\":{\"host\":\"127.0.0.1\",\"port\":31500},"
                + "\"additionalEndpoints\":{\"http\":{\"host\":\"127.0.0.1\",\"port\":31501}},"
                + "\"status\":\"ALIVE\",\"shard\":7}");
  }

  @Test
  void writesMetadataLastAndNoEndpointsAsAnEmptyObject() {
    Member member =
        Member.alive(new Endpoint("h", 1), Map.of(), 0)
            .withMetadata(Map.of("zone", "b", "rack", "a\"1"));
    assertThat(text(MemberJson.write(member)))
        .isEqualTo(
            "{\"serviceEndpoint\":{\"host\":\"h\",\"port\":1},\"additionalEndpoints\":{},"
                + "\"status\":\"ALIVE\",\"shard\":0,"
                + "\"metadata\":{\"rack\":\"a\\\"1\",\"zone\":\"b\"}}");
  }

  static Stream<Arguments> auroraExamples() {
    return Stream.of(
        arguments(
            "M1",
            "{\"status\": \"ALIVE\", \"additionalEndpoints\": {\"aurora\": {\"host\":"
                + " \"agent1.example.com\", \"port\": 31000}, \"http\": {\"host\":"
                + " \"agent1.example.com\", \"port\": 31000}}, \"serviceEndpoint\": {\"host\":"
                + " \"agent1.example.com\", \"port\": 31000}, \"shard\": 0}",
            Member.alive(at(31000), Map.of("aurora", at(31000), "http", at(31000)), 0)),
        arguments(
            "M2",
            "{\"status\": \"ALIVE\", \"additionalEndpoints\": {\"health\": {\"host\":"
                + " \"agent1.example.com\", \"port\": 31001}, \"aurora\": {\"host\":"
                + " \"agent1.example.com\", \"port\": 31000}, \"http\": {\"host\":"
                + " \"agent1.example.com\", \"port\": 31000}}, \"serviceEndpoint\": {\"host\":"
                + " \"agent1.example.com\", \"port\": 31000}, \"shard\": 3}",
            Member.alive(
                at(31000), Map.of("health", at(31001), "aurora", at(31000), "http", at(31000)), 3)),
        arguments(
            "M3",
            "{\"status\": \"ALIVE\", \"additionalEndpoints\": {\"admin\": {\"host\": \"test-host\","
                + " \"port\": 12345}, \"http\": {\"host\": \"test-host\", \"port\": 80},"
                + " \"primary\": {\"host\": \"test-host\", \"port\": 12345}}, \"serviceEndpoint\":"
                + " {\"host\": \"test-host\", \"port\": 12345}, \"shard\": 12345}",
            Member.alive(
                new Endpoint("test-host", 12345),
                Map.of(
                    "admin", new Endpoint("test-host", 12345),
                    "http", new Endpoint("test-host", 80),
                    "primary", new Endpoint("test-host", 12345)),
                12345)),
        arguments(
            "M4",
            "{\"status\": \"ALIVE\", \"additionalEndpoints\": {\"aurora\": {\"host\": \"h\","
                + " \"port\": 8300}, \"health\": {\"host\": \"h\", \"port\": 8300}, \"thrift\":"
                + " {\"host\": \"h\", \"port\": 8081}}, \"serviceEndpoint\": {\"host\": \"h\","
                + " \"port\": 8081}, \"shard\": 1}",
            Member.alive(
                new Endpoint("h", 8081),
                Map.of(
                    "aurora", new Endpoint("h", 8300),
                    "health", new Endpoint("h", 8300),
                    "thrift", new Endpoint("h", 8081)),
                1)),
        arguments(
            "M6",
            "{\"status\": \"ALIVE\", \"additionalEndpoints\": {\"primary\": {\"host\":"
                + " \"10.2.3.4\", \"port\": 12345}}, \"serviceEndpoint\": {\"host\": \"10.2.3.4\","
                + " \"port\": 12345}, \"shard\": 0}",
            Member.alive(
                new Endpoint("10.2.3.4", 12345),
                Map.of("primary", new Endpoint("10.2.3.4", 12345)),
                0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("auroraExamples")
  void whatAuroraWritesAndWhatHeraldWritesIsTheSameObject(String id, String auroras, Member member)
      throws Exception {
    assertThat(MemberJson.read(bytes(auroras))).isEqualTo(member);
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(MemberJson.write(member))).isEqualTo(json.readTree(auroras));
  }

  @Test
  void m5_portZeroIsRefusedInWritingAndReading() {
    assertThatThrownBy(() -> new Endpoint("h", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the port of h is 0; a port is 1 to 65535");
    assertThatThrownBy(
            () ->
                MemberJson.read(
                    bytes(
                        "{\"status\": \"ALIVE\", \"additionalEndpoints\": {}, \"serviceEndpoint\":"
                            + " {\"host\": \"h\", \"port\": 0}, \"shard\": 0}")))
        .isInstanceOf(MemberFormatException.class)
        .hasMessage("serviceEndpoint: the port of h is 0; a port is 1 to 65535");
  }

  @Test
  void m13_aNonAsciiHostIsEscapedAndReadsBack() throws Exception {
    Member member = Member.alive(new Endpoint("caf\u00e9.example", 80), Map.of(), 0);
    byte[] data = MemberJson.write(member);
    assertThat(text(data)).contains("\"caf\\u00e9.example\"");
    assertThat(new String(data, ISO_8859_1).chars()).allMatch(c -> c < 128);
    assertThat(MemberJson.read(data)).isEqualTo(member);
    assertThat(MemberJson.read(bytes(text(data).replace("\\u00e9", "\u00e9")))).isEqualTo(member);
  }

  @Test
  void z1_theSchedulersOwnMemberReadsAndWritesToTheSameBytes() throws Exception {
    String gson =
        "{\"serviceEndpoint\":{\"host\":\"foo\",\"port\":1000},\"additionalEndpoints\":"
            + "{\"http\":{\"host\":\"foo\",\"port\":8080}},\"status\":\"ALIVE\"}";
    assertThat(text(MemberJson.write(MemberJson.read(bytes(gson))))).isEqualTo(gson);
  }

  static Stream<Arguments> lenient() {
    Member plain =
        new Member(at(80), new TreeMap<>(), MemberStatus.ALIVE, shard(3), new TreeMap<>());
    Member unnumbered =
        new Member(at(80), new TreeMap<>(), MemberStatus.ALIVE, shard(-1), new TreeMap<>());
    String host = "\"serviceEndpoint\":{\"host\":\"" + AGENT + "\",\"port\":80}";
    return Stream.of(
        arguments("Z2: no additionalEndpoints", "{" + host + ",\"status\":\"ALIVE\"}", unnumbered),
        arguments("no status", "{" + host + ",\"shard\":3}", plain),
        arguments("status in lower case", "{" + host + ",\"status\":\"alive\",\"shard\":3}", plain),
        arguments("shard as text", "{" + host + ",\"shard\":\"3\"}", plain),
        arguments("shard null", "{" + host + ",\"shard\":null}", unnumbered),
        arguments(
            "port as text",
            "{\"serviceEndpoint\":{\"host\":\"" + AGENT + "\",\"port\":\"80\"},\"shard\":3}",
            plain),
        arguments(
            "inet and inet6",
            "{\"serviceEndpoint\":{\"inet\":\"10.0.0.1\",\"inet6\":\"::1\",\"host\":\""
                + AGENT
                + "\",\"port\":80},\"shard\":3}",
            plain),
        arguments("unknown keys", "{\"member_id\":5,\"x\":[{}]," + host + ",\"shard\":3}", plain),
        arguments("blanks and line ends", " \n{\n " + host + " ,\t\"shard\" : 3 }\r\n", plain),
        arguments("empty metadata", "{" + host + ",\"shard\":3,\"metadata\":{}}", plain),
        arguments(
            "metadata",
            "{" + host + ",\"shard\":3,\"metadata\":{\"a\":\"b\",\"n\":1}}",
            plain.withMetadata(Map.of("a", "b", "n", "1"))),
        arguments(
            "another status",
            "{" + host + ",\"shard\":3,\"status\":\"STARTING\"}",
            new Member(at(80), new TreeMap<>(), MemberStatus.STARTING, shard(3), new TreeMap<>())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lenient")
  void readsWhatOthersWrite(String name, String json, Member expected) throws Exception {
    assertThat(MemberJson.read(bytes(json))).isEqualTo(expected);
  }

  static Stream<Arguments> malformed() {
    String host = "\"serviceEndpoint\":{\"host\":\"h\",\"port\":80}";
    return Stream.of(
        arguments("Z3", "\u000c\n\u000f\u000e", "the data is not JSON: "),
        arguments("Z3", "", "the node has no data; a member is a JSON object"),
        arguments("Z3", "[]", "the data is a JSON array; a member is a JSON object"),
        arguments("Z3", "{}", "the key \"serviceEndpoint\" is missing"),
        arguments("Z3", "{\"status\":\"ALIVE\"}", "the key \"serviceEndpoint\" is missing"),
        arguments("blanks", "  \n", "the node has no data; a member is a JSON object"),
        arguments("cut off", "{" + host, "the data is not JSON: "),
        arguments("two objects", "{" + host + "}{}", "the data is not JSON: "),
        arguments("null endpoint", "{\"serviceEndpoint\":null}", "the key \"serviceEndpoint\""),
        arguments(
            "endpoint as text", "{\"serviceEndpoint\":\"h:80\"}", "serviceEndpoint: a JSON string"),
        arguments(
            "no host", "{\"serviceEndpoint\":{\"port\":80}}", "serviceEndpoint: \"host\" is miss"),
        arguments(
            "no port", "{\"serviceEndpoint\":{\"host\":\"h\"}}", "serviceEndpoint: \"port\" is mi"),
        arguments(
            "port too large",
            "{\"serviceEndpoint\":{\"host\":\"h\",\"port\":65536}}",
            "serviceEndpoint: the port of h is 65536"),
        arguments(
            "port with a fraction",
            "{\"serviceEndpoint\":{\"host\":\"h\",\"port\":80.5}}",
            "serviceEndpoint.port: 80.5 is not an integer"),
        arguments(
            "one bad additional endpoint",
            "{" + host + ",\"additionalEndpoints\":{\"http\":{\"host\":\"h\"}}}",
            "additionalEndpoints[\"http\"]: \"port\" is missing"),
        arguments("endpoints as list", "{" + host + ",\"additionalEndpoints\":[]}", "additionalE"),
        arguments("shard", "{" + host + ",\"shard\":\"x\"}", "shard: \"x\" is not an integer"),
        arguments("shard", "{" + host + ",\"shard\":-1}", "shard: -1 is negative"),
        arguments("shard", "{" + host + ",\"shard\":9999999999}", "shard: 9999999999 is not an"),
        arguments(
            "status", "{" + host + ",\"status\":\"UP\"}", "status: \"UP\" is not a member status"),
        arguments("status", "{" + host + ",\"status\":1}", "status: 1 is not a member status"),
        arguments(
            "metadata", "{" + host + ",\"metadata\":{\"a\":{}}}", "metadata[\"a\"]: a JSON object"),
        arguments(
            "a long value",
            "{" + host + ",\"status\":\"" + "x".repeat(500) + "\"}",
            "status: \"" + "x".repeat(59) + "... is not a member status"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("malformed")
  void whatIsNoMemberIsRefusedWithAReason(String name, String data, String reason) {
    assertThatThrownBy(() -> MemberJson.read(bytes(data)))
        .isInstanceOf(MemberFormatException.class)
        .hasMessageStartingWith(reason);
  }

  static Stream<Arguments> noText() {
    return Stream.of(
        arguments((Object) new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}),
        arguments((Object) new byte[] {0, 0, 0, '{', 0, 0x7f, 0, 0}),
        arguments((Object) new byte[] {(byte) 0xfe, (byte) 0xff, 0}));
  }

  @ParameterizedTest
  @MethodSource("noText")
  void bytesThatAreNoTextAreRefused(byte[] data) {
    assertThatThrownBy(() -> MemberJson.read(data)).isInstanceOf(MemberFormatException.class);
  }

  @Test
  void aMemberThatIsNotAliveIsNotWritten() {
    Member stopping =
        new Member(at(80), new TreeMap<>(), MemberStatus.STOPPING, shard(0), new TreeMap<>());
    assertThatThrownBy(() -> MemberJson.write(stopping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only ALIVE is written");
  }

  @Test
  void aMemberTooLargeForZooKeeperIsNotWritten() {
    Member member =
        Member.alive(at(80), Map.of(), 0)
            .withMetadata(Map.of("note", "x".repeat(MemberJson.MAX_BYTES)));
    assertThatThrownBy(() -> MemberJson.write(member))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shorten its metadata");
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        arguments("", 80, "the host is empty; name the host that listens"),
        arguments(
            "a b", 80, "the host \"a b\" holds blanks or control characters; write the bare name"),
        arguments("h", -1, "the port of h is -1; a port is 1 to 65535"),
        arguments("h", 65536, "the port of h is 65536; a port is 1 to 65535"));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void anEndpointThatNobodyCanReachCantBeMade(String host, int port, String message) {
    assertThatThrownBy(() -> new Endpoint(host, port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aNegativeShardOrANamelessPortCantBeMade() {
    assertThatThrownBy(() -> Member.alive(at(80), Map.of(), -1))
        .hasMessage("shard: -1 is negative; shards count from 0");
    assertThatThrownBy(() -> Member.alive(at(80), Map.of("", at(81)), 0))
        .hasMessageContaining("has an empty name");
  }

  static IntStream seeds() {
    return IntStream.concat(IntStream.range(0, 200), new Random().ints(50));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyMemberThatCanBeMadeReadsBackEqual(int seed) throws Exception {
    Random random = new Random(seed);
    Map<String, Endpoint> additional = new HashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      additional.put("p" + text(random, 20), endpoint(random));
    }
    Map<String, String> metadata = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      metadata.put(text(random, 10), text(random, 100));
    }
    Member member =
        new Member(
            endpoint(random),
            new TreeMap<>(additional),
            MemberStatus.ALIVE,
            random.nextBoolean()
                ? OptionalInt.of(random.nextInt(Integer.MAX_VALUE))
                : OptionalInt.empty(),
            new TreeMap<>(metadata));

    byte[] data = MemberJson.write(member);

    assertThat(MemberJson.read(data)).isEqualTo(member);
    assertThat(MemberJson.write(MemberJson.read(data))).isEqualTo(data);
    assertThat(text(data)).startsWith("{\"");
    for (byte b : data) {
      assertThat(b).as("a byte of " + text(data)).isBetween((byte) 0x20, (byte) 0x7f);
    }
  }

  private static Endpoint endpoint(Random random) {
    String host = text(random, 30).replaceAll("[\\s\\p{Cntrl}]", "");
    // Not every blank that Java knows is one of the expression's.
    String bare =
        host.codePoints()
            .filter(c -> !Character.isWhitespace(c) && !Character.isISOControl(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return new Endpoint("h" + bare, 1 + random.nextInt(65535));
  }

  /** Any characters: control, quotes, beyond the first plane, half surrogates. */
  private static String text(Random random, int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(maxLength + 1); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append((char) random.nextInt(0x80));
        case 1 -> text.append((char) random.nextInt(0x10000));
        case 2 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }

  private static Endpoint at(int port) {
    return new Endpoint(AGENT, port);
  }

  private static OptionalInt shard(int shard) {
    return shard < 0 ? OptionalInt.empty() : OptionalInt.of(shard);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
