package io.herald.catalog.source.mesos.schedule;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.reading.MesosTime;
import io.herald.catalog.source.mesos.reading.json.StateReader;
import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.client.OperatorClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.mesos.v1.master.Protos.Call;
import org.apache.mesos.v1.master.Protos.Response;

/**
 * What a leader says of its leadership; no event reports it.
 *
 * @param elected by its own clock; empty if it does not say
 * @param reregisterTimeout how long after that it waits for its agents; empty if it does not say,
 *     or not to us
 */
public record LeaderTerm(
    AnnouncedEndpoint leader, Optional<Instant> elected, Optional<Duration> reregisterTimeout) {

  private static final Call GET_MASTER = Call.newBuilder().setType(Call.Type.GET_MASTER).build();

  /**
   * Asks the leader: GET_MASTER, then {@code GET /flags}, which may be forbidden.
   *
   * @throws IOException if it does not answer
   */
  public static LeaderTerm ask(OperatorClient master, StateReader reader) throws IOException {
    Response.GetMaster answer = master.call(GET_MASTER).getGetMaster();
    Upid pid = Upid.parse(answer.getMasterInfo().getPid());
    Optional<Duration> timeout = Optional.empty();
    try {
      timeout = reader.reregisterTimeout(master.get("/flags"), "GET /flags");
    } catch (CallFailedException e) {
      if (e.status() != 403 && e.status() != 404) {
        throw e;
      }
    }
    Optional<Instant> elected =
        answer.hasElectedTime() ? MesosTime.of(answer.getElectedTime()) : Optional.empty();
    return new LeaderTerm(new AnnouncedEndpoint(pid.host(), pid.port()), elected, timeout);
  }
}
