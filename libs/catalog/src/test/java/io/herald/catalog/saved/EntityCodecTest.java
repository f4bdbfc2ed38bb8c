package io.herald.catalog.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A saved entity is the one that was held, in every field. */
class EntityCodecTest {

  private static final Discovery DISCOVERY =
      new Discovery(
          "web.prod",
          "prod",
          "dc1",
          "1.0.3",
          "EXTERNAL",
          List.of(
              new Discovery.Port(31000, "http", "tcp", Map.of("VIP_0", "/web:80")),
              new Discovery.Port(4_294_967_295L, "", "", Map.of())),
          Map.of("canary", "yes"));

  private static final Task FULL =
      new Task(
          "F0",
          "t1",
          "web",
          "S0",
          "TASK_RUNNING",
          Optional.of(
              new RunningStatus(
                  Optional.of(false),
                  List.of("10.1.2.3", "fd01::3"),
                  Map.of("ip", List.of("10.3.0.1", "10.3.0.2")),
                  Network.UNSPECIFIED)),
          List.of(new PortRange(31000, 31001), new PortRange(31010, 31010)),
          Optional.of(DISCOVERY),
          Map.of("tier", "front"),
          Network.UNSPECIFIED,
          true,
          true);

  static Stream<Entity> entities() {
    return Stream.of(
        FULL,
        new Task(
            "F0",
            "t2",
            "",
            "S0",
            "TASK_STAGING",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Map.of(),
            Network.UNSPECIFIED,
            false),
        new Task(
            "F0",
            "t3",
            "",
            "S0",
            "TASK_RUNNING",
            Optional.of(RunningStatus.EMPTY),
            List.of(),
            Optional.empty(),
            Map.of(),
            Network.UNSPECIFIED,
            false),
        new Task(
            "F0",
            "t4",
            "",
            "S0",
            "TASK_RUNNING",
            Optional.of(
                new RunningStatus(Optional.of(true), List.of(), Map.of(), Network.UNSPECIFIED)),
            List.of(),
            Optional.empty(),
            Map.of(),
            Network.UNSPECIFIED,
            false),
        new Task(
            "F0",
            "t5",
            "",
            "S0",
            "TASK_RUNNING",
            Optional.of(
                new RunningStatus(
                    Optional.empty(),
                    List.of("10.9.0.1"),
                    Map.of(),
                    new Network(Network.Mode.OWN, List.of()))),
            List.of(),
            Optional.empty(),
            Map.of(),
            new Network(Network.Mode.MAPPED, List.of(new Network.Mapping(31000, 80, "tcp"))),
            false),
        new Agent("S0", "agent1.example", new Upid("slave(1)", "10.0.0.11", 5051), true),
        new Agent("S1", "", new Upid("slave(1)", "2001:db8::1", 5051), false),
        new Framework(
            "F0",
            "marathon",
            "m.example",
            Optional.of(new Upid("scheduler-abc", "10.0.0.9", 8083)),
            true),
        new Framework("F1", "", "", Optional.empty(), false),
        new Masters(
            Optional.of(new AnnouncedEndpoint("10.0.0.1", 5050)),
            List.of(
                new AnnouncedEndpoint("10.0.0.2", 5050),
                new AnnouncedEndpoint("2001:db8::1", 5060))),
        Masters.NONE,
        new Announcement(
            "/aurora/www/prod/web",
            "member_0000000001",
            new AnnouncedEndpoint("10.0.0.1", 31000),
            Map.of(
                "http",
                new AnnouncedEndpoint("10.0.0.1", 31000),
                "admin",
                new AnnouncedEndpoint("h", 31001)),
            OptionalInt.of(0),
            Announcement.ALIVE,
            Map.of()),
        new Announcement(
            "/a",
            "member_1",
            new AnnouncedEndpoint("", 0),
            Map.of(),
            OptionalInt.empty(),
            "STARTING",
            Map.of("weight", "5")));
  }

  @ParameterizedTest
  @MethodSource("entities")
  void everyFieldSurvives(Entity entity) throws Exception {
    byte[] wire = EntityCodec.toProto(entity).toByteArray();
    assertThat(EntityCodec.fromProto(io.herald.proto.snapshot.Entity.parseFrom(wire)))
        .isEqualTo(entity);
  }

  @Test
  void noFieldOfTheFormatIsLeftUnwritten() {
    Set<String> never = new TreeSet<>();
    Set<String> written = new TreeSet<>();
    entities().forEach(entity -> collect(EntityCodec.toProto(entity), written, never));
    never.removeAll(written);
    assertThat(never).isEmpty();
  }

  private static void collect(Message message, Set<String> written, Set<String> declared) {
    message.getDescriptorForType().getFields().stream()
        .map(FieldDescriptor::getFullName)
        .forEach(declared::add);
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              written.add(field.getFullName());
              List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
              for (Object one : values) {
                if (one instanceof Message nested) {
                  collect(nested, written, declared);
                }
              }
            });
  }

  @Test
  void anEntityOfAKindThatALaterVersionAddedIsRefused() {
    io.herald.proto.snapshot.Entity unknown = io.herald.proto.snapshot.Entity.getDefaultInstance();
    assertThatThrownBy(() -> EntityCodec.fromProto(unknown))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of no kind");
  }
}
