package io.herald.render.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BadInstancesTest {

  private static Task.Id id(int number) {
    return new Task.Id("f", "t" + number);
  }

  private static List<Task.Id> ids(int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(BadInstancesTest::id).toList());
  }

  @Test
  void theBadOnesAreFoundAndNoOthers() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<Task.Id> all = ids(1 + random.nextInt(200));
      Collections.shuffle(all, random);
      Set<Task.Id> bad = new HashSet<>(all.subList(0, Math.min(all.size(), 1 + random.nextInt(4))));
      List<Task.Id> suspects = new ArrayList<>(all.subList(0, random.nextInt(all.size() + 1)));
      Collections.shuffle(all, random);

      Optional<Set<Task.Id>> found =
          BadInstances.find(all, suspects, removed -> removed.containsAll(bad));

      assertThat(found).as("seed %s, round %s", seed, round).contains(bad);
    }
  }

  @Test
  void oneBadOneOfManyTakesFewChecks() throws Exception {
    int[] checks = {0};

    BadInstances.find(
        ids(1024),
        List.of(),
        removed -> {
          checks[0]++;
          return removed.contains(id(700));
        });

    assertThat(checks[0]).isLessThanOrEqualTo(21);
  }

  @Test
  void ifTheCheckRefusesTheFileWithoutAnyInstanceNoneIsToBlame() throws Exception {
    assertThat(BadInstances.find(ids(10), ids(3), removed -> false)).isEmpty();
    assertThat(BadInstances.find(List.of(), List.of(), removed -> true)).isEmpty();
  }

  @Test
  void aSearchThatTakesTooLongIsGivenUp() throws Exception {
    int[] checks = {0};

    assertThat(
            BadInstances.find(
                ids(500),
                List.of(),
                removed -> {
                  checks[0]++;
                  return removed.size() == 500;
                }))
        .isEmpty();
    assertThat(checks[0]).isEqualTo(BadInstances.MOST_CHECKS);
  }
}
