package io.herald.balancer.proxy.choice;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.VipOptions.Method;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackendPoolTest {

  private static final InetAddress CLIENT = address(1);

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<String> ejected = new ArrayList<>();

  private BackendPool pool(boolean failOpen, Method method, Backend... backends) {
    BackendPool pool =
        new BackendPool(failOpen, 3, random, target -> ejected.add(target.backend().instance()));
    pool.update(method, List.of(backends));
    return pool;
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,2,3", "5,1,1", "256,1,128"})
  void roundRobinGivesEachItsWeightInEachRound(int a, int b, int c) {
    BackendPool pool =
        pool(true, Method.ROUND_ROBIN, backend("a", a), backend("b", b), backend("c", c));
    int rounds = 30;
    assertThat(shares(pool, rounds * (a + b + c), true))
        .as("seed %d", seed)
        .isEqualTo(Map.of("a", rounds * a, "b", rounds * b, "c", rounds * c));
  }

  @Test
  void roundRobinSpreadsAHeavyBackendOverTheRound() {
    BackendPool pool = pool(true, Method.ROUND_ROBIN, backend("a", 4), backend("b", 4));
    String before = "";
    for (int i = 0; i < 20; i++) {
      String chosen = choose(pool);
      assertThat(chosen).as("seed %d", seed).isNotEqualTo(before);
      before = chosen;
    }
  }

  @Test
  void amongEqualsLeastConnectionsTakesTurns() {
    BackendPool pool =
        pool(true, Method.LEAST_CONNECTIONS, backend("a", 1), backend("b", 1), backend("c", 1));
    assertThat(shares(pool, 90, true))
        .as("seed %d", seed)
        .isEqualTo(Map.of("a", 30, "b", 30, "c", 30));
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,2,3", "7,1,2"})
  void openConnectionsStandInProportionToWeights(int a, int b, int c) {
    BackendPool pool =
        pool(true, Method.LEAST_CONNECTIONS, backend("a", a), backend("b", b), backend("c", c));
    assertThat(shares(pool, 10 * (a + b + c), false))
        .as("seed %d", seed)
        .isEqualTo(Map.of("a", 10 * a, "b", 10 * b, "c", 10 * c));
  }

  @Test
  void theOneWithTheFewestConnectionsIsChosen() {
    BackendPool pool = pool(true, Method.LEAST_CONNECTIONS, backend("a", 1), backend("b", 1));
    PooledBackend first = target(pool);
    PooledBackend second = target(pool);
    assertThat(first).isNotSameAs(second);
    pool.released(second);
    for (int i = 0; i < 5; i++) {
      PooledBackend next = target(pool);
      assertThat(next).isSameAs(second);
      pool.released(next);
    }
  }

  @Test
  void aSourceKeepsItsBackendAndMovesOnlyIfThatGoes() {
    List<Backend> ten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ten.add(backend("b" + i, 1));
    }
    BackendPool pool = pool(true, Method.SOURCE_HASH, ten.toArray(Backend[]::new));
    Map<InetAddress, String> before = new HashMap<>();
    for (int client = 0; client < 1000; client++) {
      InetAddress source = address(random.nextInt());
      before.put(source, chooseFor(pool, source));
      assertThat(chooseFor(pool, source)).as("seed %d", seed).isEqualTo(before.get(source));
    }
    assertThat(Set.copyOf(before.values())).as("seed %d: all get some", seed).hasSize(10);
    pool.update(Method.SOURCE_HASH, ten.subList(1, 10));
    before.forEach(
        (source, backend) -> {
          String after = chooseFor(pool, source);
          if (!backend.equals("b0")) {
            assertThat(after).as("seed %d", seed).isEqualTo(backend);
          }
        });
    // Another process, which learnt of them in another order, chooses the same.
    List<Backend> reversed = new ArrayList<>(ten.subList(1, 10));
    java.util.Collections.reverse(reversed);
    BackendPool other = pool(true, Method.SOURCE_HASH, reversed.toArray(Backend[]::new));
    before
        .keySet()
        .forEach(
            source ->
                assertThat(chooseFor(other, source))
                    .as("seed %d", seed)
                    .isEqualTo(chooseFor(pool, source)));
  }

  @Test
  void sourcesAreSharedByWeight() {
    BackendPool pool = pool(true, Method.SOURCE_HASH, backend("a", 1), backend("b", 3));
    int ofB = 0;
    for (int i = 0; i < 4000; i++) {
      ofB += chooseFor(pool, address(i)).equals("b") ? 1 : 0;
    }
    assertThat(ofB).isBetween(2850, 3150);
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void weightZeroGetsNoNewConnection(Method method) {
    BackendPool pool = pool(true, method, backend("a", 0), backend("b", 1));
    assertThat(shares(pool, 50, false)).isEqualTo(Map.of("b", 50));
    pool.update(method, List.of(backend("a", 0), backend("b", 0)));
    assertThat(pool.choose(CLIENT, List.of())).isNull();
    assertThat(pool.census()).isEqualTo(new BackendPool.Census(0, 2, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void whatHasFailedAConnectionIsNotTriedForItAgain(Method method) {
    BackendPool pool = pool(true, method, backend("a", 1), backend("b", 1), backend("c", 1));
    List<PooledBackend> tried = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      PooledBackend next = pool.choose(CLIENT, tried);
      assertThat(next).isNotNull().isNotIn(tried);
      tried.add(next);
    }
    assertThat(pool.choose(CLIENT, tried)).isNull();
  }

  @Test
  void threeRefusalsInARowEjectAndASuccessInBetweenForgives() {
    BackendPool pool = pool(true, Method.ROUND_ROBIN, backend("a", 1));
    fail(pool, ConnectFailure.REFUSED, 2);
    pool.connected(target(pool));
    fail(pool, ConnectFailure.REFUSED, 2);
    assertThat(ejected).isEmpty();
    fail(pool, ConnectFailure.REFUSED, 1);
    assertThat(ejected).containsExactly("a");
    fail(pool, ConnectFailure.REFUSED, 5);
    assertThat(ejected).as("told once").containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource({"TIMED_OUT,true", "UNREACHABLE,true", "REFUSED,false", "LOCAL,false"})
  void oneTimeOutEjectsAndALocalFailureNever(ConnectFailure failure, boolean ejects) {
    BackendPool pool = pool(true, Method.ROUND_ROBIN, backend("a", 1));
    fail(pool, failure, 1);
    assertThat(!ejected.isEmpty()).isEqualTo(ejects);
    if (failure == ConnectFailure.LOCAL) {
      fail(pool, failure, 10);
      assertThat(ejected).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LEAST_CONNECTIONS, true",
    "LEAST_CONNECTIONS, false",
    "ROUND_ROBIN, true",
    "ROUND_ROBIN, false",
    "SOURCE_HASH, true",
    "SOURCE_HASH, false"
  })
  void theLastHealthyOnesGoneAllAreTriedUnlessThatIsSwitchedOff(Method method, boolean failOpen) {
    BackendPool pool = pool(failOpen, method, backend("a", 1), backend("b", 1));
    fail(pool, ConnectFailure.TIMED_OUT, 2);
    assertThat(pool.census()).isEqualTo(new BackendPool.Census(0, 0, 2, 0));
    assertThat(pool.choose(CLIENT, List.of()) != null).isEqualTo(failOpen);
  }

  @Test
  void aSourceKeepsItsBackendWhenAllAreUnhealthy() {
    BackendPool pool =
        pool(true, Method.SOURCE_HASH, backend("a", 1), backend("b", 1), backend("c", 1));
    for (int i = 0; i < 20; i++) {
      InetAddress client = address(i);
      pool.targets().forEach(target -> pool.found(target, true));
      PooledBackend own = pool.choose(client, List.of());
      pool.targets().forEach(target -> pool.found(target, false));
      assertThat(pool.choose(client, List.of())).as("seed %d", seed).isSameAs(own);
    }
  }

  @Test
  void anEjectedBackendReturns() {
    BackendPool pool = pool(false, Method.ROUND_ROBIN, backend("a", 1), backend("b", 1));
    PooledBackend out = target(pool);
    pool.failed(out, ConnectFailure.TIMED_OUT);
    for (int i = 0; i < 10; i++) {
      assertThat(target(pool)).isNotSameAs(out);
    }
    assertThat(pool.isEjected(out)).isTrue();
    pool.returned(out);
    assertThat(shares(pool, 10, true)).hasSize(2);
  }

  @Test
  void whatAnActiveCheckFindsCounts() {
    BackendPool pool = pool(false, Method.ROUND_ROBIN, backend("a", 1), backend("b", 1));
    PooledBackend down = target(pool);
    pool.found(down, false);
    assertThat(shares(pool, 10, true)).doesNotContainKey(down.backend().instance());
    pool.connected(down); // it accepts, but its check says more than that
    assertThat(shares(pool, 10, true)).doesNotContainKey(down.backend().instance());
    pool.found(down, true);
    assertThat(shares(pool, 10, true)).hasSize(2);
  }

  @Test
  void aBackendThatStaysKeepsItsConnectionsAndItsHealth() {
    BackendPool pool = pool(false, Method.LEAST_CONNECTIONS, backend("a", 1), backend("b", 1));
    PooledBackend first = target(pool);
    pool.failed(first, ConnectFailure.TIMED_OUT);
    assertThat(pool.update(Method.LEAST_CONNECTIONS, List.of(backend("a", 9), backend("b", 9))))
        .isEmpty();
    assertThat(pool.isEjected(first)).isTrue();
    pool.update(Method.LEAST_CONNECTIONS, List.of());
    assertThat(pool.has(first)).isFalse();
    assertThat(pool.isEjected(first)).as("nobody waits for its return").isFalse();
    pool.update(Method.LEAST_CONNECTIONS, List.of(backend("a", 1), backend("b", 1)));
    assertThat(pool.census())
        .as("a new one starts well")
        .isEqualTo(new BackendPool.Census(2, 0, 0, 0));
  }

  /** How many of so many connections each gets, if they end at once or stay. */
  private static Map<String, Integer> shares(BackendPool pool, int connections, boolean end) {
    Map<String, Integer> shares = new HashMap<>();
    for (int i = 0; i < connections; i++) {
      PooledBackend target = target(pool);
      shares.merge(target.backend().instance(), 1, Integer::sum);
      if (end) {
        pool.released(target);
      }
    }
    return shares;
  }

  private static void fail(BackendPool pool, ConnectFailure failure, int times) {
    for (int i = 0; i < times; i++) {
      pool.failed(target(pool), failure);
    }
  }

  private static String choose(BackendPool pool) {
    return target(pool).backend().instance();
  }

  private static String chooseFor(BackendPool pool, InetAddress client) {
    PooledBackend target = pool.choose(client, List.of());
    assertThat(target).isNotNull();
    return target.backend().instance();
  }

  private static PooledBackend target(BackendPool pool) {
    PooledBackend target = pool.choose(CLIENT, List.of());
    assertThat(target).isNotNull();
    return target;
  }

  private static Backend backend(String instance, int weight) {
    int host = instance.chars().sum();
    return new Backend(
        instance, new ServiceKey("marathon", "sise", ""), address(host), 80, weight, address(host));
  }

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
