package io.herald.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JobKeyTest {

  /** The expression that Aurora checks identifiers with. */
  private static final Pattern AURORAS = Pattern.compile("^[\\w\\-.]+$");

  @Test
  void everyCharacterIsTakenOrRefusedAsAuroraDoes() {
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      for (String text : new String[] {"" + c, "a" + c + "b"}) {
        boolean taken = AURORAS.matcher(text).matches();
        assertThat(JobKey.problemWith(text).isEmpty()).as("U+%04x", (int) c).isEqualTo(taken);
      }
    }
  }

  @Test
  void aPartIsNeitherEmptyNorTooLong() {
    assertThat(JobKey.problemWith("a".repeat(255))).isEmpty();
    assertThat(JobKey.problemWith("a".repeat(256)))
        .contains("it has 256 characters; shorten it to 255");
    assertThatThrownBy(() -> new JobKey("c", "", "e", "n"))
        .hasMessage("role: it is empty; write letters, digits, \"_\", \"-\" and \".\"");
    assertThatThrownBy(() -> new JobKey("c d", "r", "e", "n"))
        .hasMessage(
            "cluster: \"c d\" has other characters than letters, digits, \"_\", \"-\" and \".\";"
                + " leave them out");
  }
}
