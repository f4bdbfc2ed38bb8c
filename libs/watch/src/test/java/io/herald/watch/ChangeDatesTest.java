package io.herald.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.services.instance.ServiceKey;
import org.junit.jupiter.api.Test;

/** When each service changed last, of those that are gone too. */
class ChangeDatesTest {

  private final ChangeDates dates = new ChangeDates(100);

  @Test
  void ofServicesThatAreGoneABoundedNumberIsRememberedAndNoIndexFalls() {
    int many = ChangeDates.REMEMBERED + 10;
    for (int i = 0; i < many; i++) {
      dates.changed(service(i), 200 + i);
    }
    for (int i = 0; i < many; i++) {
      long before = dates.of(service(i));
      dates.changed(service(i), 200_000 + i);
      dates.gone(service(i));
      assertThat(dates.of(service(i))).isGreaterThan(before).isEqualTo(200_000 + i);
    }
    assertThat(dates.services()).isEmpty();
    // Forgotten: the same as any that never was.
    assertThat(dates.of(service(0))).isEqualTo(200_009);
    assertThat(dates.of(service(-1))).isEqualTo(200_009);
    assertThat(dates.of(service(10))).isEqualTo(200_010);
    assertThat(dates.last(InstanceFilter.ALL.withName("s10"))).isEqualTo(200_010);
  }

  private static ServiceKey service(int number) {
    return new ServiceKey("f", "s" + number, "");
  }
}
