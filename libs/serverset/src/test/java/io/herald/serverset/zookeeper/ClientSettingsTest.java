package io.herald.serverset.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.common.ZKConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** ZooKeeper's own settings say what ours have to. */
@Isolated("it changes system properties that every ZooKeeper client of this JVM reads")
class ClientSettingsTest {

  private final Properties before = new Properties();

  @BeforeEach
  void remember() {
    before.putAll(System.getProperties());
  }

  @AfterEach
  void putBack() {
    System.setProperties(before);
  }

  @Test
  void withoutSystemPropertiesTheyAreZooKeepersDefaults() {
    assertThat(values(new ClientSettings())).isEqualTo(values(new ZKClientConfig()));
  }

  @Test
  void eachSystemPropertyIsHeard() {
    names().forEach(name -> System.setProperty(name, "of " + name));

    assertThat(names()).hasSizeGreaterThan(10);
    assertThat(values(new ClientSettings()))
        .isEqualTo(values(new ZKClientConfig()))
        .contains("of jute.maxbuffer", "of zookeeper.sasl.client");
  }

  @Test
  void whoEncryptsHasTheSettingsOfTlsToo() {
    System.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
    String trustStore;
    try (ClientX509Util tls = new ClientX509Util()) {
      trustStore = tls.getSslTruststoreLocationProperty();
    }
    System.setProperty(trustStore, "/trusted.pem");

    assertThat(new ClientSettings().getProperty(trustStore)).isEqualTo("/trusted.pem");
    assertThat(new ClientSettings().getBoolean(ZKClientConfig.SECURE_CLIENT)).isTrue();
  }

  private static List<String> values(ZKConfig settings) {
    return names().map(name -> settings.getProperty(name, "none")).toList();
  }

  /** All names that ZooKeeper's classes of settings have a constant for. */
  private static Stream<String> names() {
    return Stream.of(ZKConfig.class, ZKClientConfig.class)
        .flatMap(type -> Stream.of(type.getDeclaredFields()))
        .filter(field -> field.getType() == String.class)
        .filter(field -> Modifier.isPublic(field.getModifiers()))
        .filter(field -> !field.getName().endsWith("_DEFAULT"))
        .map(ClientSettingsTest::value);
  }

  private static String value(Field constant) {
    try {
      return (String) constant.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
