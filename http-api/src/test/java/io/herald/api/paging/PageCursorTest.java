package io.herald.api.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cursors as clients hand them back. */
class PageCursorTest {

  @Test
  void aCursorIsReadAsItWasWritten() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      List<String> key = new ArrayList<>();
      for (int part = 0; part < 3; part++) {
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(5), 0, 0x10000).forEach(c -> text.append((char) c));
        key.add(text.toString());
      }
      String cursor = PageCursor.of("services", key);
      assertThat(cursor).as("seed " + seed).matches("[A-Za-z0-9_-]+");
      assertThat(PageCursor.parse(cursor, "services", 3)).as("seed " + seed).isEqualTo(key);
    }
  }

  @Test
  void whatIsNoCursorOfTheListIsRefused() {
    String cursor = PageCursor.of("services", List.of("web", "marathon", ""));
    List<String> bad = new ArrayList<>(List.of("", "?", "abc", "AAAAAAAA", cursor + "A"));
    bad.add(PageCursor.of("instances", List.of("web", "marathon", "")));
    bad.add(PageCursor.of("services", List.of("web")));
    for (int i = 0; i < cursor.length() - 1; i++) {
      bad.add(cursor.substring(0, i));
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      bad.add(cursor.substring(0, i) + other + cursor.substring(i + 1));
    }
    for (String text : bad) {
      assertThatThrownBy(() -> PageCursor.parse(text, "services", 3))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("take the value of \"next\"");
    }
  }
}
