package io.herald.dns.zone.slab;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Readers beside a writer that replaces what they read: whatever address a reader finds, the block
 * is whole, of the place that it was found at and no older than what was there when it entered.
 */
class SlabReadersTest {

  private static final int PLACES = 64;
  private static final int READERS = 3;
  private static final int HEAD = 8;
  private static final int LONGEST = 700;

  private final long seed = System.nanoTime();
  private final ReadEpochs epochs = new ReadEpochs();
  private final Slabs slabs = new Slabs(epochs);

  /** Where readers find the blocks; by fences, as the zone's table. */
  private final int[] addresses = new int[PLACES];

  private final AtomicInteger version = new AtomicInteger(1);

  /** Place, version and length, and then bytes that follow from them. */
  private static int write(byte[] bytes, int place, int version, int length) {
    bytes[0] = (byte) place;
    bytes[1] = (byte) (version >>> 24);
    bytes[2] = (byte) (version >>> 16);
    bytes[3] = (byte) (version >>> 8);
    bytes[4] = (byte) version;
    bytes[5] = (byte) (length >>> 8);
    bytes[6] = (byte) length;
    for (int i = HEAD; i < length; i++) {
      bytes[i] = (byte) (place + version * 31 + i);
    }
    return length;
  }

  /** The version of a block that is whole. */
  private int check(byte[] array, int offset, int place) {
    int version =
        (array[offset + 1] & 0xff) << 24
            | (array[offset + 2] & 0xff) << 16
            | (array[offset + 3] & 0xff) << 8
            | (array[offset + 4] & 0xff);
    int length = (array[offset + 5] & 0xff) << 8 | (array[offset + 6] & 0xff);
    boolean whole = array[offset] == place;
    for (int i = HEAD; i < length; i++) {
      whole &= array[offset + i] == (byte) (place + version * 31 + i);
    }
    assertThat(whole).as("seed %d, place %d, version %d", seed, place, version).isTrue();
    return version;
  }

  private void read(int number, AtomicBoolean done, AtomicInteger reads) {
    ReadEpochs.Reader reader = epochs.newReader();
    Random random = new Random(seed + number);
    int[] seen = new int[PLACES];
    while (!done.get()) {
      reader.enter();
      try {
        for (int i = random.nextInt(4); i >= 0; i--) {
          int place = random.nextInt(PLACES);
          int address = addresses[place];
          VarHandle.acquireFence();
          byte[] array = slabs.array(address);
          VarHandle.acquireFence();
          int found = check(array, Slabs.offset(address), place);
          assertThat(found)
              .as("seed %d, place %d", seed, place)
              .isGreaterThanOrEqualTo(seen[place]);
          seen[place] = found;
        }
      } finally {
        reader.exit();
      }
      reads.incrementAndGet();
    }
  }

  private int store(Random random, byte[] bytes, int place) {
    int length = HEAD + random.nextInt(random.nextInt(3) == 0 ? LONGEST : 60);
    int address = slabs.store(bytes, 0, write(bytes, place, version.getAndIncrement(), length));
    VarHandle.releaseFence();
    return address;
  }

  /** {@code -Dherald.slab.changes=10000000} for the long run. */
  @Test
  void noReaderEverSeesHalfABlock() {
    int changes = Integer.getInteger("herald.slab.changes", 300_000);
    Random random = new Random(seed);
    byte[] bytes = new byte[LONGEST + HEAD];
    for (int place = 0; place < PLACES; place++) {
      addresses[place] = store(random, bytes, place);
    }
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 1; i <= READERS; i++) {
      int number = i;
      readers.add(CompletableFuture.runAsync(() -> read(number, done, reads)));
    }
    List<Slabs.Frozen> frozen = new ArrayList<>();
    int[] then = addresses.clone();
    for (int change = 0; change < changes || reads.get() < 1000; change++) {
      if (readers.stream().anyMatch(CompletableFuture::isDone)) {
        break; // A reader ends early only by a failed assertion; join below throws it.
      }
      int place = random.nextInt(PLACES);
      int old = addresses[place];
      addresses[place] = store(random, bytes, place);
      slabs.retire(old);
      if (random.nextInt(8) == 0) {
        slabs.settle();
      }
      if (change % 10_000 == 0) {
        frozen.clear();
        frozen.add(slabs.freeze());
        then = addresses.clone();
      }
    }
    done.set(true);
    CompletableFuture<Void> all =
        CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new));
    Awaitility.await().until(all::isDone);
    all.join();
    for (int place = 0; place < PLACES; place++) {
      check(frozen.get(0).array(then[place]), Slabs.offset(then[place]), place);
    }
    slabs.settle();
    assertThat(slabs.blocks()).as("seed %d", seed).isEqualTo(PLACES);
  }
}
