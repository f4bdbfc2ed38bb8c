package io.herald.serverset.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Case numbers are those of the conformance tables: M members, Z decoding. */
class ServerSetPathTest {

  @ParameterizedTest
  @CsvSource({
    "/aurora/www/prod/hello, /aurora/www/prod/hello",
    "//x///y/, /x/y", // M11
    "/uns/v1/sjc1-prod/us1/service/prod, /uns/v1/sjc1-prod/us1/service/prod", // M8
    "/, /",
    "///, /",
  })
  void slashesTooManyGo(String written, String path) {
    assertThat(new ServerSetPath(written).value()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "/aurora, aurora, prod, proxy, /aurora/aurora/prod/proxy", // M10
    "//x///y/, r, e, n, /x/y/r/e/n", // M11
    "/, a.b, prod, x_1, /a.b/prod/x_1",
  })
  void aJobsPathIsRootRoleEnvironmentName(
      String root, String role, String environment, String name, String path) {
    assertThat(ServerSetPath.of(root, role, environment, name).value()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "aurora", "/a/../b", "/a/./b", "/a\u0000b"})
  void whatZooKeeperWouldRefuseIsRefused(String path) {
    assertThatThrownBy(() -> new ServerSetPath(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a ZooKeeper path");
  }

  @Test
  void aPartOfAJobsPathIsOneNode() {
    assertThatThrownBy(() -> ServerSetPath.of("/aurora", "a/b", "prod", "x"))
        .hasMessageContaining("the role \"a/b\"");
    assertThatThrownBy(() -> ServerSetPath.of("/aurora", "a", "", "x"))
        .hasMessageContaining("the environment \"\"");
  }

  @ParameterizedTest
  @CsvSource({
    "member_0000000001, true",
    "member_-2147483648, true", // the sequence overflows
    "not-a-member0000000001, false", // Z4
    "vector_0000000001, false",
    "singleton_candidate_0000000001, false",
    "member_, false",
    "member_service, false", // a job may be called so
  })
  void aMembersNameIsThePrefixAndANumber(String name, boolean member) {
    assertThat(ServerSetPath.isMemberName(name)).isEqualTo(member);
  }
}
