package io.herald.serverset.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ZooKeeperReasonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NOAUTH           | ZooKeeper denies access to /a/b; check the credentials and the ACLs of the node and its parent
          AUTHFAILED       | ZooKeeper rejects the credentials; check the auth file
          INVALIDACL       | ZooKeeper rejects the ACLs of the new node; check the auth file
          NONODE           | the node /a/b does not exist
          NODEEXISTS       | the node /a/b exists already
          CONNECTIONLOSS   | the connection to ZooKeeper was lost
          SESSIONEXPIRED   | the connection to ZooKeeper was lost
          OPERATIONTIMEOUT | ZooKeeper did not answer in time
          QUOTAEXCEEDED    | a quota in ZooKeeper is exceeded at /a/b
          """)
  void aCodeIsSaidInWordsWithItsPath(Code code, String reason) {
    assertThat(ZooKeeperReason.of(KeeperException.create(code, "/a/b"))).isEqualTo(reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = Code.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OK", "UNKNOWNSESSION"})
  void noClassOrCodeOfZooKeepersIsShown(Code code) {
    assertThat(ZooKeeperReason.of(KeeperException.create(code)))
        .isNotBlank()
        .doesNotContain("KeeperErrorCode", "Exception", "null");
  }

  @Test
  void anotherFailureIsSaidAsAnywhere() {
    assertThat(ZooKeeperReason.of(new ConnectException("Connection refused")))
        .isEqualTo("connection refused");
  }
}
