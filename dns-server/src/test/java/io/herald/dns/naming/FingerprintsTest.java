package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintsTest {

  @Test
  void itKnowsWhatIsThereAfterAnyOrderOfChanges() {
    long seed = 25;
    Random random = new Random(seed);
    Fingerprints fingerprints = new Fingerprints();
    List<Long> there = new ArrayList<>();
    for (int step = 0; step < 100_000; step++) {
      // Few different ones, so that they meet; now many are there, now few.
      boolean grows = step / 5000 % 2 == 0;
      if (there.isEmpty() || random.nextInt(3) > 0 == grows) {
        long one = random.nextInt(3000) * 0x1_0000_0001L;
        assertThat(fingerprints.add(one))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(there.contains(one));
        there.add(one);
      } else {
        fingerprints.remove(there.remove(random.nextInt(there.size())));
      }
    }
    there.forEach(fingerprints::remove);
    assertThatThrownBy(() -> fingerprints.remove(0)).isInstanceOf(IllegalStateException.class);
  }
}
