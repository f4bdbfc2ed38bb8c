package io.herald.dns.naming.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash in canonical names; the numbers are Mesos-DNS' conformance cases. */
class TaskHashTest {

  @ParameterizedTest(name = "case {0}")
  @CsvSource({
    "30, test, iffe9",
    "31, liquor-store.b8db9f73-562f-11e4-a088-c20493233aa5, 4dfjd",
    "32, liquor-store.b71166c1-562f-11e4-a088-c20493233aa5, zasmd",
    "33, car-store.43758382-562f-11e4-a088-c20493233aa5, zinaz",
    "34, '', 5eh48",
    "35, t1, hw4uo",
    "36, t2, fjp7y",
    "37, t8, 5oejf",
  })
  void aTaskIdHasTheHash(int number, String taskId, String hash) {
    assertThat(TaskHash.of(taskId)).isEqualTo(hash);
  }
}
