package io.herald.serverset.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectStringTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h1:2181,h2 | h1:2181,h2:2181",
        "127.0.0.1:2191 | 127.0.0.1:2191",
        "h1, h2:2182 ,h3 | h1:2181,h2:2182,h3:2181",
        "h1:2181/a/b | h1:2181/a/b",
        "zk://h1,h2:2182/mesos | h1:2181,h2:2182/mesos",
        "zk://h1:2181/ | h1:2181",
        "zk://h1:2181/a// | h1:2181/a",
        "zk://user:p@ss:word@h1:2181/x | h1:2181/x",
        "[::1]:2182,[fd00::1] | [::1]:2182,[fd00::1]:2181",
      })
  void readsZooKeepersAndMesosForms(String written, String forClient) {
    assertThat(ConnectString.parse(written).forClient()).isEqualTo(forClient);
    assertThat(ConnectString.parse(written)).hasToString(forClient);
  }

  @Test
  void theCredentialIsSplitOffAndNeverShown() {
    ConnectString servers = ConnectString.parse("zk://user:p@ss:word@h1/x");
    assertThat(servers.digest()).contains(new Credential("digest", "user:p@ss:word"));
    assertThat(servers.toString() + servers.digest()).doesNotContain("ss:word");
    assertThat(ConnectString.parse("zk://h1/x").digest()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | a host is missing",
        "zk:// | a host is missing",
        "h1,,h2 | a host is missing",
        ":2181 | a host is missing",
        "/mesos | a host is missing",
        "h1:x | the port must be 1 to 65535",
        "h1:0 | the port must be 1 to 65535",
        "h1:65536 | the port must be 1 to 65535",
        "h1: | the port must be 1 to 65535",
        "::1 | write an IPv6 address as [address]:port",
        "zk://secret@h1 | a digest credential is written user:password",
        "user:secret@h1 | is written zk://user:password@host:port",
        "zk://user:secret@h1:x/a | the port must be 1 to 65535",
        "h1/a/../b | is not a ZooKeeper path",
      })
  void whatIsMalformedIsRefusedWithoutTellingSecrets(String written, String message) {
    assertThatThrownBy(() -> ConnectString.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("secret");
  }
}
