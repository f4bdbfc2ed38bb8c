package io.herald.executor.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.executor.announce.MachineAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressModeTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          HOSTNAME,       agent1.example.com
          IP,             10.1.2.3
          IPV6,           2001:db8:0:0:0:0:0:1
          CONTAINER_IP,   172.16.0.9
          CONTAINER_IPV6, fd00:0:0:0:0:0:0:9
          """)
  void eachModeTakesTheFirstAddressOfItsKind(AddressMode mode, String host) throws Exception {
    AddressMode.Addresses addresses =
        addresses(List.of("10.1.2.3", "10.9.9.9", "2001:db8::1"), List.of("fd00::9", "172.16.0.9"));

    assertThat(mode.host("agent1.example.com", addresses)).isEqualTo(host);
  }

  @Test
  void anAddressThatIsNotThereIsRefusedWithThoseThatAre() throws Exception {
    AddressMode.Addresses addresses = addresses(List.of("10.1.2.3"), List.of());

    assertThatThrownBy(() -> AddressMode.IPV6.host("agent1", addresses))
        .hasMessage(
            "--announcer-address = ipv6: the agent agent1 has no such address that others can reach; it has [10.1.2.3]. Choose another, or give the host with"
                + " --announcer-hostname.");
  }

  @Test
  void theAgentsAddressIsFirstThatOfItsEndpoint() {
    assertThat(new MachineAddresses("192.0.2.7:5051", "127.0.0.1", Map.of()).ofAgent())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("192.0.2.7", "127.0.0.1");
    assertThat(new MachineAddresses("[2001:db8::7]:5051", "", Map.of()).ofAgent())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void theContainersAddressIsFirstTheOneThatMesosSays() {
    MachineAddresses machine =
        new MachineAddresses("h:1", "h", Map.of("MESOS_CONTAINER_IP", "172.16.0.9"));

    assertThat(machine.ofContainer().get(0).getHostAddress()).isEqualTo("172.16.0.9");
    assertThat(machine.ofContainer()).noneMatch(InetAddress::isLoopbackAddress);
  }

  private static AddressMode.Addresses addresses(List<String> agent, List<String> container)
      throws UnknownHostException {
    List<InetAddress> ofAgent = parse(agent);
    List<InetAddress> ofContainer = parse(container);
    return new AddressMode.Addresses() {
      @Override
      public List<InetAddress> ofAgent() {
        return ofAgent;
      }

      @Override
      public List<InetAddress> ofContainer() {
        return ofContainer;
      }
    };
  }

  private static List<InetAddress> parse(List<String> literals) throws UnknownHostException {
    List<InetAddress> parsed = new ArrayList<>();
    for (String literal : literals) {
      parsed.add(InetAddress.getByName(literal));
    }
    return parsed;
  }
}
