package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The addresses that are told of this server if its configuration names none. */
class ListenAddressesTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "10.0.0.5, 10.0.0.5",
    "10.0.0.5 fd00::5, 10.0.0.5 fd00:0:0:0:0:0:0:5",
    "127.0.0.1 10.0.0.5 ::1, 10.0.0.5",
    "127.0.0.1 ::1, 127.0.0.1 0:0:0:0:0:0:0:1",
    "10.0.0.5 10.0.0.5, 10.0.0.5",
  })
  void areThoseThatItListensOnLoopbackIfThereIsNoOther(String listeners, String published)
      throws Exception {
    assertThat(ListenAddresses.published(addresses(listeners)))
        .map(InetAddress::getHostAddress)
        .isEqualTo(List.of(published.split(" ")));
  }

  @Test
  void ofAllOfAMachineItIsThatByWhichOthersAreReached() throws Exception {
    assertThat(ListenAddresses.published(addresses("0.0.0.0")))
        .allSatisfy(address -> assertThat(address).isInstanceOf(Inet4Address.class))
        .allSatisfy(ListenAddressesTest::assertIsAReachableOneOfOurs);
    List<InetAddress> both = ListenAddresses.published(addresses("::"));
    assertThat(both)
        .containsAll(ListenAddresses.published(addresses("0.0.0.0")))
        .allSatisfy(ListenAddressesTest::assertIsAReachableOneOfOurs);
    if (hasDefaultRoute()) {
      assertThat(both.stream().filter(Inet4Address.class::isInstance)).hasSize(1);
      assertThat(both.stream().filter(Inet6Address.class::isInstance)).hasSizeLessThan(2);
    }
  }

  private static void assertIsAReachableOneOfOurs(InetAddress address) throws Exception {
    assertThat(address.isLoopbackAddress() || address.isLinkLocalAddress()).isFalse();
    assertThat(NetworkInterface.getByInetAddress(address)).isNotNull();
  }

  /** As Linux tells it: destination and mask are zero. */
  private static boolean hasDefaultRoute() throws Exception {
    Path routes = Path.of("/proc/net/route");
    return Files.exists(routes)
        && Files.readAllLines(routes).stream()
            .map(line -> line.split("\\s+"))
            .anyMatch(line -> line[1].equals("00000000") && line[7].equals("00000000"));
  }

  private static List<InetAddress> addresses(String text) {
    return Stream.of(text.split(" "))
        .map(address -> ListenAddresses.of("listener", address))
        .toList();
  }
}
