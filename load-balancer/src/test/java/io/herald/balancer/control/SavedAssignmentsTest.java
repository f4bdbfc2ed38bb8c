package io.herald.balancer.control;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses that were kept, and can't be read again. */
class SavedAssignmentsTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"version":1,                                                       | it is no JSON, see line 1
          []                                                                  | its version is not 1
          {"version":2}                                                       | its version is not 1
          {"version":1,"names":{"a":{"ipv4":"fd00::1"}}}                      | "ipv4" of "a" is not an IPv4 address
          {"version":1,"names":{"a":{"ipv6":"11.0.0.1"}}}                     | "ipv6" of "a" is not an IPv6 address
          {"version":1,"names":{"a":{"ipv4":"host"}}}                         | "ipv4" of "a" is not an IPv4 address
          {"version":1,"names":{"a":{"ipv4":"11.0.0.1","released":"monday"}}} | "released" of "a" is not a date
          """)
  void areAnErrorThatNamesWhatIsWrongAndWhatToDo(String text, String why) {
    assertThatThrownBy(() -> SavedAssignments.read(text, "the file"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the file holds no addresses of VIPs: %s; repair it, or remove it to begin anew", why);
  }
}
