package io.herald.runtime.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ProblemsTest {

  private final Problems problems = new Problems();

  private static String refuse(String sentence) {
    throw new IllegalArgumentException(sentence);
  }

  @Test
  void allThatIsWrongIsToldOnceInTheOrderInWhichItCame() {
    assertThat(problems.of(() -> "a part")).contains("a part");
    assertThat(problems.of(() -> refuse("one: is empty"))).isEmpty();
    problems.add("two: is not a number");
    problems.check(() -> refuse("three: is missing\nfour: is missing"));
    problems.add("one: is empty");

    assertThatIllegalArgumentException()
        .isThrownBy(problems::refuse)
        .withMessage("one: is empty\ntwo: is not a number\nthree: is missing\nfour: is missing");
  }

  @Test
  void whereNothingIsWrongNothingIsRefused() {
    problems.check(() -> {});

    problems.refuse();
  }

  @Test
  void ourOwnFaultIsNoMistakeOfTheUser() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                problems.check(
                    () -> {
                      throw new IllegalStateException("a fault");
                    }))
        .withMessage("a fault");
  }
}
