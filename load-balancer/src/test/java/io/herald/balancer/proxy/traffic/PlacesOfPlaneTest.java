package io.herald.balancer.proxy.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesOfPlaneTest {

  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

  private final List<String> problems = new ArrayList<>();
  private final PlacesOfPlane places = new PlacesOfPlane(2, problems::add);

  @Test
  void aPlaceTooManyIsNotHadAndTold() {
    assertThat(places.take()).isTrue();
    assertThat(places.take()).isTrue();
    assertThat(problems).isEmpty();
    assertThat(places.take()).isFalse();
    assertThat(problems).singleElement().asString().contains("all 2 connections", "raise");
    places.giveBack();
    assertThat(places.take()).isTrue();
    assertThat(places.taken()).isEqualTo(2);
  }

  @Test
  void whatTheMachineLacksIsToldWithItsRemedy() {
    places.acceptImpossible(
        ADDRESS, new IOException("accept(..) failed with error(-24): Too many open files"));
    places.connectImpossible(ADDRESS, new IOException("Cannot assign requested address"));
    assertThat(problems)
        .satisfiesExactly(
            first ->
                assertThat(first).contains("accepting clients on 127.0.0.1:8080", "LimitNOFILE="),
            second ->
                assertThat(second).contains("connecting to 127.0.0.1:8080", "ip_local_port_range"));
  }
}
