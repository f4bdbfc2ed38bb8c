package io.herald.publish.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdException;
import io.herald.etcd.EtcdSettings;
import io.herald.minietcd.MiniEtcd;
import io.herald.skydns.message.SkydnsMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One key at a real etcd. */
class KeyRegistrationTest {

  private static final String KEY = "/skydns/local/skydns/prod/zookeeper/0";
  private static final String VALUE =
      "{\"host\":\"10.0.0.1\",\"port\":2181,\"ttl\":3,\"herald\":\"herald-announce\"}";
  private static final SkydnsMessage MESSAGE =
      SkydnsMessage.of("10.0.0.1", 2181).withTtl(3).withPublisher("herald-announce");
  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private EtcdClient client;

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(folder);
    // What the test itself asks waits for a busy machine.
    client = new EtcdClient(settings().withTimeout(Duration.ofMinutes(1)));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    etcd.close();
  }

  private EtcdSettings settings() {
    return EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofSeconds(2));
  }

  private KeyRegistration registration() {
    return KeyRegistration.of(settings(), KEY, MESSAGE, TTL);
  }

  private Optional<String> value() throws Exception {
    return client.get(KEY).map(EtcdEntry::text);
  }

  private void awaitValue(Optional<String> value) {
    await()
        .ignoreExceptionsInstanceOf(EtcdException.class) // a connection that was cut
        .untilAsserted(() -> assertThat(value()).isEqualTo(value));
  }

  @Test
  void theKeyIsThereWhileItIsShownAndLeavingIsConfirmed() throws Exception {
    try (KeyRegistration registration = registration()) {
      assertThat(value()).isEmpty();
      registration.show();
      awaitValue(Optional.of(VALUE));
      assertThat(client.get(KEY).orElseThrow().lease()).isPositive();
      registration.hide();
      awaitValue(Optional.empty());
      registration.show();
      awaitValue(Optional.of(VALUE));
      assertThat(registration.leave(PATIENCE)).isTrue();
      assertThat(value()).isEmpty();
      registration.show();
      assertThat(registration.leave(PATIENCE)).isTrue();
      assertThat(value()).isEmpty();
    }
  }

  @Test
  void aLostLeaseOrARemovedKeyComesAgain() throws Exception {
    try (KeyRegistration registration = registration()) {
      registration.show();
      awaitValue(Optional.of(VALUE));
      EtcdEntry before = client.get(KEY).orElseThrow();
      client.revoke(before.lease());
      await()
          .untilAsserted(
              () ->
                  assertThat(client.get(KEY))
                      .hasValueSatisfying(
                          now -> assertThat(now.lease()).isNotEqualTo(before.lease())));
      client.delete(KEY);
      awaitValue(Optional.of(VALUE));
      assertThat(registration.leave(PATIENCE)).isTrue();
      assertThat(value()).isEmpty();
    }
  }

  @Test
  void aForeignKeyIsLeftAsItIsUntilItIsGone() throws Exception {
    etcd.etcdctl("put", KEY, "{\"host\":\"192.168.0.1\"}");
    try (KeyRegistration registration = registration()) {
      registration.show();
      registration.hide();
      registration.show();
      assertThat(value()).contains("{\"host\":\"192.168.0.1\"}");
      client.delete(KEY);
      awaitValue(Optional.of(VALUE));
      etcd.etcdctl("put", KEY, "{\"host\":\"192.168.0.2\"}");
      assertThat(registration.leave(PATIENCE)).isTrue();
      assertThat(value()).contains("{\"host\":\"192.168.0.2\"}");
    }
  }

  /** A process that was killed leaves its key to the lease; the next one doesn't wait for that. */
  @Test
  void theKeyOfAnEarlierRunIsTakenOver() throws Exception {
    KeyRegistration killed = registration();
    killed.show();
    awaitValue(Optional.of(VALUE));
    long lease = client.get(KEY).orElseThrow().lease();
    killed.close();
    try (KeyRegistration registration = registration()) {
      registration.show();
      await().untilAsserted(() -> assertThat(client.secondsLeft(lease)).isEmpty());
      awaitValue(Optional.of(VALUE));
    }
    // This one was killed too: nothing is left once the lease ends.
    awaitValue(Optional.empty());
  }

  @Test
  void whileEtcdIsAwayTheKeyIsTriedAgainAndLeavingEndsInTime() throws Exception {
    try (KeyRegistration registration = registration()) {
      etcd.kill();
      registration.show();
      etcd.restart();
      awaitValue(Optional.of(VALUE));
      etcd.restartEmpty();
      awaitValue(Optional.of(VALUE));
      etcd.kill();
      assertThat(registration.leave(Duration.ofMillis(100))).isFalse();
    }
    etcd.restart();
    awaitValue(Optional.empty());
  }
}
