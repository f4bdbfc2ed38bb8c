package io.herald.facade.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.facade.ShownCluster;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which one is answered from, and what is let go of. */
class MirrorSwitchTest {

  private final ShownCluster cluster = new ShownCluster().withAgents();
  private final List<String> retired = new ArrayList<>();
  private final MirrorSwitch<Named> facade =
      new MirrorSwitch<>(cluster.live(), Clock.systemUTC(), one -> retired.add(one.name));

  @AfterEach
  void close() {
    facade.close();
    cluster.close();
  }

  /** Something that is filled. */
  private static final class Named implements MirrorListener {
    private final String name;

    private Named(String name) {
      this.name = name;
    }

    @Override
    public void onChange(
        @Nullable MirroredInstance old, @Nullable MirroredInstance now, long index, Instant at) {}

    @Override
    public void onComplete(long index) {}
  }

  private Optional<String> current() {
    return facade.current().map(one -> one.name);
  }

  private static WeakReference<Named> fill(MirrorSwitch<Named> facade, String name) {
    Named next = new Named(name);
    facade.fill(next);
    return new WeakReference<>(next);
  }

  private static void isLetGo(WeakReference<Named> one) {
    await()
        .until(
            () -> {
              System.gc();
              return one.get() == null;
            });
  }

  @Test
  void theLaterOneTakesThePlaceAndTheEarlierOneIsLetGo() {
    WeakReference<Named> first = fill(facade, "first");
    await().until(() -> current().equals(Optional.of("first")));
    WeakReference<Named> second = fill(facade, "second");
    await().until(() -> current().equals(Optional.of("second")));
    isLetGo(first);
    facade.clear();
    assertThat(current()).isEmpty();
    assertThat(retired).containsExactly("first", "second");
    isLetGo(second);
  }

  @Test
  void oneThatIsStillFilledWhenItIsClearedNeverComes() {
    WeakReference<Named> late;
    try (ShownCluster unknown = new ShownCluster();
        MirrorSwitch<Named> waiting =
            new MirrorSwitch<>(unknown.live(), Clock.systemUTC(), one -> retired.add(one.name))) {
      late = fill(waiting, "late");
      waiting.clear();
      unknown.withAgents();
      assertThat(waiting.current()).isEmpty();
    }
    assertThat(retired).isEmpty();
    isLetGo(late);
  }
}
