package io.herald.dns.zone.slab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeClassesTest {

  private static final int MOST_UNITS = 1 << 17;

  @Test
  void aBlockHasRoomForWhatIsStoredAndIsAtMostAnEighthLarger() {
    for (int units = 1; units < MOST_UNITS; units++) {
      int block = SizeClasses.units(SizeClasses.of(units));
      assertThat(block).as("%d units", units).isBetween(units, units + units / 8);
    }
  }

  @Test
  void eachSizeIsItsOwnClass() {
    for (int sizeClass = 0; sizeClass < 160; sizeClass++) {
      assertThat(SizeClasses.of(SizeClasses.units(sizeClass))).isEqualTo(sizeClass);
    }
  }
}
