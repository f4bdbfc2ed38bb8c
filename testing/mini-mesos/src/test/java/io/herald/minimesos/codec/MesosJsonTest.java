package io.herald.minimesos.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.herald.mesos.recordio.RecordReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.MasterInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response;
import org.apache.mesos.v1.quota.Protos.QuotaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MesosJsonTest {

  private static final Path CAPTURES = Path.of("src/test/resources/captures");

  static List<String> streams() throws IOException {
    return files(".json.recordio");
  }

  static List<String> responses() throws IOException {
    return files(".json").stream().filter(name -> name.startsWith("v1-")).toList();
  }

  private static List<String> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(CAPTURES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void anEventIsPrintedAsMesosPrintedIt(String file) throws Exception {
    byte[] stream = Files.readAllBytes(CAPTURES.resolve(file));
    List<String> records = new ArrayList<>();
    RecordReader reader = new RecordReader(new ByteArrayInputStream(stream));
    while (reader.next()) {
      records.add(new String(reader.bytes(), UTF_8));
    }

    for (String record : records) {
      String printed = MesosJson.print(MesosJson.parse(record, event(file)).build());
      assertThat(tokens(printed)).isEqualTo(tokens(withoutWhatIsNewer(record)));
    }
  }

  @ParameterizedTest
  @MethodSource("responses")
  void aResponseIsPrintedAsMesosPrintedIt(String file) throws Exception {
    String text = Files.readString(CAPTURES.resolve(file));

    String printed = MesosJson.print(MesosJson.parse(text, Response.newBuilder()).build());

    assertThat(tokens(printed)).isEqualTo(tokens(withoutWhatIsNewer(text)));
  }

  /** All that Mesos 1.12 wrote and the messages of 1.11 have no place for. */
  private static String withoutWhatIsNewer(String json) {
    return json.replace("{\"type\":\"QUOTA_V2\"}", "{}")
        .replaceAll("(\"id\":\\{\"value\":\"[^\"]*-S\\d+\"}),\"checkpoint\":true", "$1");
  }

  /**
   * The text's tokens in their order. Doubles are compared by value: of two numbers with the fewest
   * digits that read back right, Mesos doesn't always choose the nearer one.
   */
  private static List<String> tokens(String json) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens.add(
            token == JsonToken.VALUE_NUMBER_FLOAT
                ? "double " + parser.getDoubleValue()
                : token + " " + parser.getText());
      }
    }
    return tokens;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0.0 | 0.0",
        "15.0 | 15.0",
        "0.1 | 0.1",
        "1.795236080749294E9 | 1795236080.749294",
        "2.0E-5 | 0.00002",
        "2.0E22 | 2.0E22",
        "2.0E-3 | 0.002",
        "1.0E20 | 100000000000000000000.0",
        "-604800.0 | -604800.0",
      })
  void aDoubleHasAFractionAndNoExponentThatMesosDoesNotWrite(double value, String printed)
      throws Exception {
    String json = "{\"value\":" + printed + "}";

    assertThat(MesosJson.print(Value.Scalar.newBuilder().setValue(value).build())).isEqualTo(json);
    assertThat(MesosJson.parse(json, Value.Scalar.newBuilder()).getValue()).isEqualTo(value);
  }

  @Test
  void aPackedAddressIsANumberWithoutSign() throws Exception {
    MasterInfo info = MasterInfo.newBuilder().setId("m").setIp(0xC800000A).setPort(5050).build();

    String json = MesosJson.print(info);

    assertThat(json).isEqualTo("{\"id\":\"m\",\"ip\":3355443210,\"port\":5050}");
    assertThat(MesosJson.parse(json, MasterInfo.newBuilder()).build()).isEqualTo(info);
  }

  @Test
  void aMapIsAnObject() throws Exception {
    QuotaConfig quota =
        QuotaConfig.newBuilder()
            .setRole("web")
            .putLimits("cpus", Value.Scalar.newBuilder().setValue(4).build())
            .build();

    String json = MesosJson.print(quota);

    assertThat(json).isEqualTo("{\"role\":\"web\",\"limits\":{\"cpus\":{\"value\":4.0}}}");
    assertThat(MesosJson.parse(json, QuotaConfig.newBuilder()).build()).isEqualTo(quota);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a_newer_field':{'x':[1,{'y':null}]},'port':5051} | {'port':5051}",
        "{'port':'5051'} | {'port':5051}",
        "{'port':5051.0} | {'port':5051}",
        "{'port':null,'hostname':'a'} | {'hostname':'a'}",
        "{'attributes':[{'name':'a','type':'COLOUR'}]} | {'attributes':[{'name':'a'}]}",
        "{'attributes':[{'type':'TEXT'}]} | {'attributes':[{'type':'TEXT'}]}",
        "{} | {}",
      })
  void readingIsLenient(String text, String understood) throws Exception {
    assertThat(agent(text)).isEqualTo(agent(understood));
  }

  private static AgentInfo agent(String text) throws InvalidProtocolBufferException {
    return MesosJson.parse(text.replace('\'', '"'), AgentInfo.newBuilder()).buildPartial();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'port':[1]} | line 1, column 9, /port: expected a whole number, found a list",
        "{'port':'x'} | /port: expected a whole number, found \"x\"",
        "{'port':1.5} | /port: expected a whole number of at most 64 bits, found 1.5",
        "{'port':3000000000} | /port: expected a whole number of 32 bits with sign, found 3000000000",
        "{'port':1e999999999} | /port: expected a whole number of at most 64 bits",
        "{'attributes':{}} | /attributes: expected a list, found an object",
        "{'attributes':[{'name':'a'},7]} | /attributes/1: expected an object, found 7",
        "{'id':true} | /id: expected an object, found true",
        "[] | line 1, column 1: expected an object, found a list",
        "{}x | line 1, column 4: Unrecognized token",
        "{}{} | line 1, column 3: expected the end of the text, found an object",
        "{'id': | Unexpected end-of-input",
        "<html> | Unexpected character ('<'",
        "`` | the text is empty",
      })
  void whatIsNoSuchMessageIsNamedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> agent(text))
        .isInstanceOf(InvalidProtocolBufferException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @EnumSource(MessageFormat.class)
  void aTaskStateThatOnlyANewerMesosKnowsLeavesTheRestReadable(MessageFormat format)
      throws Exception {
    // state = 99 and a name
    byte[] message =
        format == MessageFormat.PROTOBUF
            ? new byte[] {10, 1, 'a', 48, 99}
            : "{\"name\":\"a\",\"state\":\"TASK_DREAMING\"}".getBytes(UTF_8);

    Task task = format.decode(message, Task.getDefaultInstance());

    assertThat(task.getName()).isEqualTo("a");
    assertThat(task.hasState()).isFalse();
  }

  private static Message.Builder event(String file) {
    if (file.startsWith("v1-scheduler")) {
      return org.apache.mesos.v1.scheduler.Protos.Event.newBuilder();
    }
    return file.startsWith("executor")
        ? org.apache.mesos.v1.executor.Protos.Event.newBuilder()
        : Event.newBuilder();
  }
}
