package io.herald.catalog.source.mesos;

import io.herald.mesos.leader.LeaderDetector;

/** A detector whose elections a second listener hears too, before the first. */
final class OverheardDetector implements LeaderDetector {

  private final LeaderDetector detector;
  private final Listener second;

  OverheardDetector(LeaderDetector detector, Listener second) {
    this.detector = detector;
    this.second = second;
  }

  @Override
  public void start(Listener listener) {
    detector.start(
        election -> {
          second.elected(election);
          listener.elected(election);
        });
  }

  @Override
  public void close() {
    detector.close();
  }

  @Override
  public String toString() {
    return detector.toString();
  }
}
