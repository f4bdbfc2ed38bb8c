package io.herald.executor.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.JobKey;
import io.herald.proto.handoff.TaskHandoff;
import io.herald.serverset.member.ServerSetPath;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conformance cases M, as far as they are decided before ZooKeeper is asked. */
class AnnounceRequestTest {

  @ParameterizedTest(name = "{0}: root {1}, job {2}, zk_path {3}: {4}")
  @CsvSource(
      textBlock =
          """
          M10, /aurora,   aurora/prod/proxy,   '',                                /aurora/aurora/prod/proxy
          M11, //x///y/,  r/devel/j,           '',                                /x/y/r/devel/j
          M8,  /aurora,   r/devel/j,           /uns/v1/sjc1-prod/us1/service/prod, /uns/v1/sjc1-prod/us1/service/prod
          own path normalised, /aurora, r/devel/j, //a//b/,                      /a/b
          root of all, /, r/devel/j,           '',                                /r/devel/j
          """)
  void theGroupPath(String id, String root, String job, String own, String path) {
    TaskHandoff handoff = handoff(job, "http", own);

    AnnounceRequest made =
        AnnounceRequest.of(handoff, root, true, "h", Map.of("http", 31000), "t1");

    assertThat(made.groupPath().value()).as(id).isEqualTo(path);
  }

  @Test
  void everyResolvedNameIsAnEndpointOfTheOneHost() {
    AnnounceRequest made =
        AnnounceRequest.of(
            handoff("aurora/prod/proxy", "primary", ""),
            "/aurora",
            false,
            "test-host",
            Map.of("primary", 12345, "http", 80, "admin", 12345),
            "t1");

    assertThat(made)
        .isEqualTo(
            new AnnounceRequest(
                new ServerSetPath("/aurora/aurora/prod/proxy"),
                "test-host",
                12345,
                new TreeMap<>(Map.of("primary", 12345, "http", 80, "admin", 12345)),
                7,
                OptionalDouble.empty(),
                new TreeMap<>(),
                "t1"));
  }

  @Test
  void m6_theGivenHostIsThatOfEveryEndpoint() {
    AnnounceRequest made =
        AnnounceRequest.of(
            handoff("r/devel/j", "primary", ""),
            "/aurora",
            false,
            "10.2.3.4",
            Map.of("primary", 12345),
            "t1");

    assertThat(made.host()).isEqualTo("10.2.3.4");
    assertThat(made.primaryPort()).isEqualTo(12345);
    assertThat(made.ports()).containsExactly(Map.entry("primary", 12345));
  }

  @Test
  void anUnresolvedPrimaryPortIsRefused() {
    assertThatThrownBy(
            () ->
                AnnounceRequest.of(
                    handoff("r/devel/j", "http", ""),
                    "/aurora",
                    false,
                    "h",
                    Map.of("admin", 1),
                    "t1"))
        .hasMessage(
            "announce.primary_port = \"http\": the task has no such port; it has [admin]. Use it"
                + " in the command, or map it in announce.portmap.");
  }

  @Test
  void m9AnOwnPathThatIsNotAllowedIsRefused() {
    assertThatThrownBy(
            () ->
                AnnounceRequest.of(
                    handoff("r/devel/j", "http", "/own"),
                    "/aurora",
                    false,
                    "h",
                    Map.of("http", 1),
                    "t1"))
        .hasMessage(
            "announce.zk_path = \"/own\": this cluster does not allow a job to choose its path; leave it out, or start the executor with --announcer-allow-custom-serverset-path.");
  }

  @Test
  void anOwnPathThatZooKeeperWouldNotTakeIsRefused() {
    assertThatThrownBy(
            () ->
                AnnounceRequest.of(
                    handoff("r/devel/j", "http", "own"),
                    "/aurora",
                    true,
                    "h",
                    Map.of("http", 1),
                    "t1"))
        .hasMessageStartingWith("announce.zk_path: \"own\" is not a ZooKeeper path;");
  }

  private static TaskHandoff handoff(String job, String primary, String path) {
    String[] key = job.split("/", -1);
    return TaskHandoff.newBuilder()
        .setJob(JobKey.newBuilder().setRole(key[0]).setEnvironment(key[1]).setName(key[2]))
        .setInstance(7)
        .setAnnounce(Announce.newBuilder().setPrimaryPort(primary).setZkPath(path))
        .build();
  }
}
