package io.herald.launcher;

import io.herald.catalog.model.Task;
import io.herald.executor.agent.AgentAnnouncer;
import io.herald.executor.agent.AgentOptions;
import io.herald.executor.agent.AgentParameters;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.process.Signal;
import io.herald.executor.sidecar.ForwardedSignals;
import io.herald.launcher.announcing.AgentMode;
import io.herald.launcher.balancer.ProblemRoutes;
import io.herald.runtime.text.AddressText;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code herald announce --agent}: all tasks of an agent, with a page of metrics and problems. */
public final class AgentAnnouncing implements AgentMode {

  private static final Logger log = LoggerFactory.getLogger(AgentAnnouncing.class);

  /** So many at a time wait for ZooKeeper; a thousand joins take a second or two. */
  private static final int ANNOUNCING_THREADS = 4;

  private static final Parameter<Integer> METRICS_PORT =
      Parameter.ofFlag(
          "metrics-port",
          ValueTypes.number(Range.PORTS),
          "serve /metrics and /v1/problems at this port of the loopback address; 0: any free one; if"
              + " not given, nowhere");

  @Override
  public List<Parameter<?>> parameters() {
    List<Parameter<?>> rows = new ArrayList<>(AgentParameters.ROWS);
    rows.add(METRICS_PORT);
    return rows;
  }

  @Override
  public List<Parameter<?>> withoutMeaning() {
    return AgentParameters.WITHOUT_MEANING;
  }

  @Override
  public Run read(Values values, ExecutorOptions announcing) {
    URI agent =
        values
            .find(AgentParameters.AGENT)
            .orElseThrow(() -> new IllegalArgumentException("--agent can't be used"));
    AgentOptions options = AgentParameters.read(values, agent, announcing);
    ServerSetAnnouncers announcers = ServerSetAnnouncers.of(announcing, ANNOUNCING_THREADS);
    Optional<Integer> port = values.find(METRICS_PORT);
    return () -> run(options, announcers, port);
  }

  private static int run(
      AgentOptions options, ServerSetAnnouncers announcers, Optional<Integer> port)
      throws IOException, InterruptedException {
    ProblemBook problems = new ProblemBook(List.of(EntityProblem.LABEL));
    AgentAnnouncer announcer =
        AgentAnnouncer.start(
            options,
            announcers,
            (framework, task, problem) -> note(problems, new Task.Id(framework, task), problem));
    Optional<LoopbackMetrics> page = Optional.empty();
    try {
      if (port.isPresent()) {
        page =
            Optional.of(
                new LoopbackMetrics(
                    port.get(),
                    announcer::metrics,
                    List.of(new ProblemRoutes(() -> List.of(problems), List::of))));
        log.info("metrics and problems at http://{}/", AddressText.of(page.get().address()));
      }
      stop(signal(), announcer, announcers);
      return 0;
    } finally {
      announcer.close();
      page.ifPresent(LoopbackMetrics::close);
    }
  }

  private static void note(ProblemBook problems, Task.Id task, Optional<String> problem) {
    problems.replace(
        task,
        problem
            .map(what -> List.of(new Problem(EntityProblem.LABEL, task, what)))
            .orElse(List.of()));
  }

  private static Signal signal() throws InterruptedException {
    CompletableFuture<Signal> end = new CompletableFuture<>();
    ForwardedSignals.to(
        signal -> {
          if (signal == Signal.TERM || signal == Signal.INT) {
            end.complete(signal);
          } else {
            log.info("SIG{}: there is nothing to do", signal);
          }
        });
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a signal is no failure", e);
    }
  }

  /** Left as it is, a session lives on for its time-out: the time for a restart without a hole. */
  private static void stop(
      Signal signal, AgentAnnouncer announcer, ServerSetAnnouncers announcers) {
    announcer.close();
    if (signal == Signal.INT) {
      log.info("SIGINT: all members leave");
      announcers.close();
    } else {
      log.info(
          "SIG{}: the members stay until the ZooKeeper session times out, for a next process to take"
              + " over",
          signal);
    }
  }
}
