package io.herald.dns.zone.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One writer and what it stores; readers beside it are {@link SlabReadersTest}'s matter. */
class SlabsTest {

  private static final int LARGE = 600_000;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final ReadEpochs epochs = new ReadEpochs();
  private final Slabs slabs = new Slabs(epochs);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private int store(byte[] bytes) {
    return slabs.store(bytes, 0, bytes.length);
  }

  private static byte[] read(byte[] array, int address, int length) {
    int offset = Slabs.offset(address);
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  private byte[] read(int address, int length) {
    return read(slabs.array(address), address, length);
  }

  @Test
  void whatIsStoredStaysWhateverIsStoredAndRetiredBesideIt() {
    List<byte[]> stored = new ArrayList<>();
    List<Integer> addresses = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      boolean shrinking = step / 2000 % 2 == 1;
      if (!stored.isEmpty() && random.nextInt(5) < (shrinking ? 3 : 2)) {
        int place = random.nextInt(stored.size());
        assertThat(read(addresses.get(place), stored.get(place).length))
            .as("seed %d", seed)
            .isEqualTo(stored.get(place));
        slabs.retire(addresses.get(place));
        stored.set(place, stored.get(stored.size() - 1));
        addresses.set(place, addresses.get(addresses.size() - 1));
        stored.remove(stored.size() - 1);
        addresses.remove(addresses.size() - 1);
      } else {
        byte[] bytes = bytes(1 + random.nextInt(random.nextInt(100) == 0 ? LARGE : 700));
        stored.add(bytes);
        addresses.add(store(bytes));
      }
      if (random.nextInt(10) == 0) {
        slabs.settle();
      }
    }
    for (int i = 0; i < stored.size(); i++) {
      assertThat(read(addresses.get(i), stored.get(i).length))
          .as("seed %d", seed)
          .isEqualTo(stored.get(i));
    }
    addresses.forEach(slabs::retire);
    slabs.settle();
    assertThat(slabs.blocks()).as("seed %d", seed).isZero();
    assertThat(slabs.retired()).as("seed %d", seed).isZero();
    assertThat(slabs.bytes()).as("one slab of a size may stay").isLessThan(1 << 22);
  }

  /** {@code -Dherald.slab.changes=10000000} for the long run. */
  @Test
  void noMemoryIsLostOverManyChanges() {
    int changes = Integer.getInteger("herald.slab.changes", 300_000);
    int[] addresses = new int[2000];
    byte[] bytes = bytes(3000);
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = slabs.store(bytes, 0, 1 + random.nextInt(bytes.length));
    }
    long most = 0;
    for (int change = 0; change < changes; change++) {
      int place = random.nextInt(addresses.length);
      int next = slabs.store(bytes, 0, 1 + random.nextInt(bytes.length));
      slabs.retire(addresses[place]);
      addresses[place] = next;
      slabs.settle();
      if (change == changes / 10) {
        most = slabs.bytes();
      }
      if (change > changes / 10) {
        assertThat(slabs.bytes()).as("seed %d, change %d", seed, change).isLessThan(2 * most);
      }
    }
    assertThat(slabs.blocks()).as("seed %d", seed).isEqualTo(addresses.length);
  }

  @Test
  void aBlockIsNotUsedAgainWhileAReaderIsInsideThatMayHaveFoundIt() {
    ReadEpochs.Reader reader = epochs.newReader();
    reader.enter();
    byte[] old = bytes(100);
    int address = store(old);
    slabs.retire(address);
    for (int i = 0; i < 1000; i++) {
      slabs.settle();
      int other = store(bytes(100));
      assertThat(other).isNotEqualTo(address);
    }
    assertThat(read(address, 100)).isEqualTo(old);
    assertThat(slabs.retired()).isOne();

    reader.exit();
    slabs.settle();
    assertThat(slabs.retired()).isZero();
  }

  @Test
  void aReaderThatEnteredLaterHoldsUpNothing() {
    int address = store(bytes(100));
    slabs.retire(address);
    ReadEpochs.Reader before = epochs.newReader();
    before.enter();
    slabs.settle();
    assertThat(slabs.retired()).isOne();
    before.exit();

    ReadEpochs.Reader after = epochs.newReader();
    after.enter();
    slabs.settle();
    assertThat(slabs.retired()).isZero();
    after.exit();
  }

  @Test
  void whatWasFrozenStaysThough() {
    List<byte[]> stored = new ArrayList<>();
    List<Integer> addresses = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      stored.add(bytes(1 + random.nextInt(i == 7 ? LARGE : 300)));
      addresses.add(store(stored.get(i)));
    }
    Slabs.Frozen frozen = slabs.freeze();
    addresses.forEach(slabs::retire);
    slabs.settle();
    for (int i = 0; i < 2000; i++) {
      store(bytes(1 + random.nextInt(300)));
    }
    for (int i = 0; i < stored.size(); i++) {
      int address = addresses.get(i);
      assertThat(read(frozen.array(address), address, stored.get(i).length))
          .as("seed %d, block %d", seed, i)
          .isEqualTo(stored.get(i));
    }
  }

  @Test
  void aBlockIsRetiredOnceAndNotTwice() {
    int address = store(bytes(100));
    slabs.retire(address);
    slabs.retire(address);
    assertThatThrownBy(slabs::settle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no block in use");
  }

  @Test
  void fewBlocksOfManySizesTakeLittleRoom() {
    for (int length = 1; length <= 2000; length += 20) {
      store(bytes(length));
    }
    assertThat(slabs.bytes()).isLessThan(150_000);
  }
}
