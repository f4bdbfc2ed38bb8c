package io.herald.serverset.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However much there is to read, ZooKeeper is asked for a bounded part of it at a time. */
class ReadsTest {

  private final List<Integer> sent = new ArrayList<>();
  private int idle;
  private final Reads reads = new Reads(() -> idle++);

  @Test
  void tenThousandReadsAreInFlightAFewHundredAtATimeInTheirOrder() {
    int most = 0;
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      reads.add(() -> sent.add(number));
    }
    int answered = 0;
    while (!reads.isIdle()) {
      most = Math.max(most, sent.size() - answered);
      answered++;
      reads.done();
    }
    assertThat(most).isEqualTo(256);
    assertThat(sent).hasSize(10_000).isSorted();
    assertThat(idle).isEqualTo(1);
  }

  @Test
  void whatAnAnswerLeadsToIsReadBeforeAllIsSaidToBeRead() {
    reads.add(() -> sent.add(1));
    reads.add(() -> sent.add(2)); // asked for by the answer to the first
    reads.done();
    assertThat(idle).isZero();
    reads.done();
    assertThat(idle).isEqualTo(1);
    assertThat(sent).containsExactly(1, 2);
  }
}
