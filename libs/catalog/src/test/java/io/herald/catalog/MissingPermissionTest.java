package io.herald.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingPermissionTest {

  @ParameterizedTest(name = "{0} agents, {1} frameworks, {2} tasks")
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 | 0 |",
        "0 | 1 | 0 |",
        "2 | 1 | 1 |",
        "2 | 0 | 1 |",
        "2 | 0 | 0 | the masters list agents, but no framework and no task: there are none, or the"
            + " principal that is logged in with may not see them; check view_frameworks and"
            + " view_tasks in the masters' ACLs",
        "2 | 3 | 0 | the masters list agents and frameworks, but no task: there are none, or the"
            + " principal that is logged in with may not see them; check view_tasks in the masters'"
            + " ACLs"
      })
  void agentsWithoutTasksMayMeanThatTheyAreHidden(
      long agents, long frameworks, long tasks, String hint) {
    assertThat(MissingPermission.hint(agents, frameworks, tasks).orElse(null)).isEqualTo(hint);
  }
}
