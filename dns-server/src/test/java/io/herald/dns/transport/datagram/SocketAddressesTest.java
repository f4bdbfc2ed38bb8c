package io.herald.dns.transport.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Addresses as the kernel keeps them: what is written is read again, and kept apart from others.
 */
class SocketAddressesTest {

  private final ByteBuffer buffer = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 53, false, 02000035 0a010203 0000000000000000",
    "10.1.2.3, 65535, true, 0a00ffff 00000000 00000000000000000000ffff0a010203 00000000",
    "2001:db8::1, 53, true, 0a000035 00000000 20010db8000000000000000000000001 00000000",
    "0.0.0.0, 0, true, 0a000000 00000000 00000000000000000000000000000000 00000000"
  })
  void anAddressIsWrittenAsTheKernelHasIt(String host, int port, boolean ipv6, String bytes)
      throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
    int length = SocketAddresses.write(address, ipv6, buffer, 32);
    byte[] written = new byte[length];
    buffer.get(32, written);
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(bytes.replace(" ", ""));
  }

  @Test
  void anIpv6AddressDoesNotGoOntoAnIpv4Socket() throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 53);
    assertThatThrownBy(() -> SocketAddresses.write(address, false, buffer, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2001:db8");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void addressesSeenLatelyAreTheirOwn(long seed) throws UnknownHostException {
    Random random = new Random(seed);
    boolean ipv6 = random.nextBoolean();
    LatelySeen latelySeen = new LatelySeen();
    for (int i = 0; i < 20_000; i++) {
      InetAddress address = address(random, ipv6);
      InetSocketAddress socketAddress = new InetSocketAddress(address, random.nextInt(65_536));
      SocketAddresses.write(socketAddress, ipv6, buffer, 32);
      assertThat(SocketAddresses.port(buffer, 32)).isEqualTo(socketAddress.getPort());
      InetAddress seen = latelySeen.address(buffer, 32);
      assertThat(seen).as("seed %d", seed).isEqualTo(address);
      assertThat(scope(seen)).isEqualTo(scope(address));
    }
  }

  @Test
  void aClientThatAsksAgainIsNotMadeAnew() throws UnknownHostException {
    LatelySeen latelySeen = new LatelySeen();
    InetAddress address = InetAddress.getByName("10.1.2.3");
    SocketAddresses.write(new InetSocketAddress(address, 1000), false, buffer, 0);
    InetAddress first = latelySeen.address(buffer, 0);
    SocketAddresses.write(new InetSocketAddress(address, 2000), false, buffer, 32);
    assertThat(latelySeen.address(buffer, 32)).isSameAs(first);
  }

  /** From few, so that they come again and meet in the table. */
  private static InetAddress address(Random random, boolean ipv6) throws UnknownHostException {
    byte[] bytes = new byte[ipv6 && random.nextInt(4) > 0 ? 16 : 4];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(3);
    }
    bytes[bytes.length - 1] |= 4; // the address of all zeros is nobody's
    if (bytes.length == 16 && random.nextInt(4) == 0) {
      bytes[0] = (byte) 0xfe;
      bytes[1] = (byte) 0x80;
      return Inet6Address.getByAddress(null, bytes, 1 + random.nextInt(3));
    }
    return InetAddress.getByAddress(bytes);
  }

  private static int scope(InetAddress address) {
    return address instanceof Inet6Address six ? six.getScopeId() : 0;
  }
}
