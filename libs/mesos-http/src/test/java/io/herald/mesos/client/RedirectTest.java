package io.herald.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectTest {

  @ParameterizedTest
  @CsvSource({
    "http://m1:5050/state, //m2:5050/state, http://m2:5050/state",
    "http://m1:5050/state, http://m2:5050/state, http://m2:5050/state",
    "http://m1:5050/state, https://m2/, https://m2/",
    "https://m1/state, //m2:5050/state, https://m2:5050/state",
    "http://m1:5050/state, /master/state, http://m1:5050/master/state",
    "http://m1:5050/state, ' HTTP://[2001:db8::1]:5050/ ', HTTP://[2001:db8::1]:5050/",
  })
  void toHttpAndHttpsItLeads(URI from, String location, URI to) throws Exception {
    assertThat(Redirect.target(from, location)).isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource({
    "http://m1:5050/, localhost:5050/state, which is not an http or https address",
    "http://m1:5050/, file:///x, which is not an http or https address",
    "http://m1:5050/, ftp://m2/state, which is not an http or https address",
    "http://m1:5050/, http:///state, which is not an http or https address",
    "http://m1:5050/, http://a_b:5050/, which is not an http or https address",
    "http://m1:5050/, 'javascript:alert(1)', which is not an http or https address",
    "http://m1:5050/, 'http://m2 m3/', which is not an address",
    "https://m1/, http://m1/state, which is not encrypted as the master is",
  })
  void nowhereElse(URI from, String location, String why) {
    assertThatThrownBy(() -> Redirect.target(from, location))
        .isInstanceOf(CallFailedException.class)
        .hasMessage(from + " redirects to \"" + location + "\", " + why + "; it is not followed");
  }
}
