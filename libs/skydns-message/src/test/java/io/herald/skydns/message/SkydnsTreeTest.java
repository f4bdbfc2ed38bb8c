package io.herald.skydns.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkydnsTreeTest {

  @ParameterizedTest
  @CsvSource({
    "/skydns, 1.rails.production.east.skydns.local,"
        + " /skydns/local/skydns/east/production/rails/1",
    "/skydns, Rails.SkyDNS.local., /skydns/local/skydns/rails",
    "/skydns, 125.1.0.10.in-addr.arpa, /skydns/arpa/in-addr/10/0/1/125",
    "/a/b, local, /a/b/local"
  })
  void aNameIsItsLabelsFromTheRightBelowThePrefix(String prefix, String name, String key) {
    assertThat(new SkydnsTree(prefix).key(name)).isEqualTo(key);
  }

  @Test
  void aKeyIsItsNameAgain() {
    assertThat(SkydnsTree.DEFAULT.labels("/skydns/local/skydns/east/1"))
        .isEqualTo(Optional.of(List.of("1", "east", "skydns", "local")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/skydns",
        "/skydns/",
        "/skydnsother/local",
        "/other/local",
        "/skydns//local",
        "/skydns/local/"
      })
  void whatIsNoNameBelowThePrefixHasNone(String key) {
    assertThat(SkydnsTree.DEFAULT.labels(key)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "skydns", "/", "/skydns/", "//a"})
  void aPrefixIsAPathWithoutASlashAtItsEnd(String prefix) {
    assertThatThrownBy(() -> new SkydnsTree(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + prefix + "\" is no prefix of keys")
        .hasMessageContaining("write /skydns");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", ".a", "a/b.c"})
  void aNameThatNoKeyCanSayIsRefused(String name) {
    assertThatThrownBy(() -> SkydnsTree.DEFAULT.key(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can't be part of a key");
  }
}
