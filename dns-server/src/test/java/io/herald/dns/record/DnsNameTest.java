package io.herald.dns.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {

  @ParameterizedTest
  @CsvSource({
    "mesos.,           mesos., true",
    "a.b.mesos.,       mesos., true",
    "a.b.mesos.,     b.mesos., true",
    "A.B.Mesos.,     b.mesos., true",
    "mesos.,         b.mesos., false",
    "xmesos.,          mesos., false",
    "mesos.example.,   mesos., false",
    "a.c.mesos.,     b.mesos., false",
    "a.,                    ., true",
    ".,                     ., true",
  })
  void aNameIsAtOrBelowItsAncestors(String name, String ancestor, boolean expected) {
    assertThat(DnsName.parse(name).isAtOrBelow(DnsName.parse(ancestor))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"., 0, ''", "mesos., 1, .", "a.b.mesos., 3, b.mesos."})
  void labelsAreCountedAndTheFirstOneComesOff(String name, int labels, String parent) {
    assertThat(DnsName.parse(name).labels()).isEqualTo(labels);
    if (labels == 0) {
      assertThatThrownBy(() -> DnsName.parse(name).parent())
          .isInstanceOf(IllegalStateException.class);
    } else {
      assertThat(DnsName.parse(name).parent()).isEqualTo(DnsName.parse(parent));
    }
  }

  @Test
  void wireFormGoesThereAndBack() {
    byte[] wire = {9, 3, 'W', 'e', 'b', 5, 'm', 'e', 's', 'o', 's', 0, 9};
    DnsName name = DnsName.fromWire(wire, 1, 11);
    assertThat(name).isEqualTo(DnsName.parse("web.mesos."));
    assertThat(name.toWire()).isEqualTo(DnsName.parse("web.mesos").toWire());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6, 10, 12, 13})
  void bytesThatAreNotOneNameAreRefused(int length) {
    byte[] wire = {3, 'w', 'e', 'b', 5, 'm', 'e', 's', 'o', 's', 0, 0, 1};
    assertThatThrownBy(() -> DnsName.fromWire(wire, 0, length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not one uncompressed domain name");
  }
}
