package io.herald.catalog.source.mesos.schedule;

import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.LeaderDetector;
import org.apache.curator.framework.state.ConnectionState;

/** Reports a detector's elections to a second listener too, before the first. */
public final class TeeLeaderDetector implements LeaderDetector {

  private final LeaderDetector detector;
  private final Listener second;

  public TeeLeaderDetector(LeaderDetector detector, Listener second) {
    this.detector = detector;
    this.second = second;
  }

  @Override
  public void start(Listener listener) {
    detector.start(
        new Listener() {
          @Override
          public void elected(Election election) {
            second.elected(election);
            listener.elected(election);
          }

          @Override
          public void unreachable(String why) {
            second.unreachable(why);
            listener.unreachable(why);
          }

          @Override
          public void reachable() {
            second.reachable();
            listener.reachable();
          }

          @Override
          public void connection(ConnectionState state) {
            second.connection(state);
            listener.connection(state);
          }
        });
  }

  @Override
  public boolean namesTheElected() {
    return detector.namesTheElected();
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
