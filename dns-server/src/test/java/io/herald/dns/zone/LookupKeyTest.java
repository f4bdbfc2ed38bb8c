package io.herald.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.record.DnsName;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupKeyTest {

  @Test
  void eightBytesFoldAsOneByteDoesWhateverTheirNeighbours() {
    for (int other : new int[] {0, 'A', 'Z', 'z', 0x7f, 0x80, 0xff}) {
      for (int b = 0; b < 256; b++) {
        for (int position = 0; position < 8; position++) {
          long word = 0;
          for (int i = 0; i < 8; i++) {
            word |= (long) (i == position ? b : other) << (8 * i);
          }
          long folded = LookupKey.lowerCase(word);
          assertThat((byte) (folded >>> (8 * position))).isEqualTo(DnsName.lowerCase((byte) b));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "A.", "mesos.", "Seven.x.", "eight-8.", "NINE-999.x.", "a.B.c.D.e."})
  void aNameHasOneKeyWhateverItsCaseAndWhateverStandsBehindIt(String text) {
    DnsName name = DnsName.parse(text);
    LookupKey expected = new LookupKey();
    expected.set(name);
    byte[] upper = name.toWire();
    for (int i = 0; i < upper.length; i++) {
      upper[i] = (byte) String.valueOf((char) upper[i]).toUpperCase(Locale.ROOT).charAt(0);
    }
    for (int behind = 0; behind < 12; behind++) {
      byte[] bytes = new byte[3 + upper.length + behind];
      Arrays.fill(bytes, (byte) 'X');
      System.arraycopy(upper, 0, bytes, 3, upper.length);
      LookupKey key = new LookupKey();
      Arrays.fill(key.name, (byte) 7);
      key.set(bytes, 3, upper.length);
      assertThat(key.hash).isEqualTo(expected.hash).isNotZero();
      assertThat(key.length).isEqualTo(expected.length);
      int padded = (key.length + 7) & ~7;
      assertThat(Arrays.copyOf(key.name, padded)).isEqualTo(Arrays.copyOf(expected.name, padded));
    }
  }
}
