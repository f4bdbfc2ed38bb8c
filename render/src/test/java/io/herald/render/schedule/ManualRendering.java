package io.herald.render.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.patience.ManualScheduler;
import io.herald.render.ClusterUnderTest;
import io.herald.render.RenderService;
import io.herald.render.RenderSource;
import io.herald.render.command.CommandResult;
import io.herald.render.command.FileCommand;
import io.herald.render.config.RenderConfig;
import io.herald.render.config.RenderConfigFile;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Rendered files whose time a test moves, and whose commands it answers for. */
final class ManualRendering implements AutoCloseable {

  private static final Duration STEP = Duration.ofMillis(10);

  /** What the test's commands do. */
  interface Commands {
    /** The file to judge has this content. */
    boolean check(String content);

    boolean reload(String command);
  }

  private final AtomicLong nanos = new AtomicLong();
  private final List<ManualScheduler> loops = new ArrayList<>();
  private final Path folder;
  private final Commands commands;
  private RenderService service;

  final ClusterUnderTest cluster = new ClusterUnderTest();
  final AtomicBoolean hostsKnown = new AtomicBoolean(true);
  final List<String> ran = new ArrayList<>();

  ManualRendering(Path folder, Commands commands) {
    this.folder = folder;
    this.commands = commands;
    this.service = service();
  }

  private RenderService service() {
    return new RenderService(
        new RenderWorkers(
            this::run,
            name -> {
              ManualScheduler loop = new ManualScheduler();
              loops.add(loop);
              return loop;
            },
            nanos::get));
  }

  private CommandResult run(FileCommand command, Map<String, Path> places) {
    boolean check = command.words().get(0).equals("check");
    try {
      boolean ok =
          check
              ? commands.check(Files.readString(places.get("file")))
              : commands.reload(command.toString());
      ran.add((check ? "check" : command.toString()) + (ok ? "" : " failed"));
      return new CommandResult(ok, ok ? "exited with 0" : "exited with 1", ok ? "" : "no good");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Renders by a configuration from now on. */
  void use(String config) throws Exception {
    RenderConfig read = RenderConfigFile.read(Files.writeString(folder.resolve("r.yaml"), config));
    service.use(
        read,
        new RenderSource(
            cluster.live(), hostsKnown::get, Publication.DEFAULT, List.of(), cluster.problems()));
    advance(Duration.ZERO);
  }

  /** As if the process had ended, or been killed, and another one began. */
  void restart(String config) throws Exception {
    service.close();
    loops.clear();
    service = service();
    use(config);
  }

  void advance(Duration time) {
    for (long left = time.toMillis(); left >= 0; left -= STEP.toMillis()) {
      for (ManualScheduler loop : List.copyOf(loops)) {
        loop.advance(left == 0 ? Duration.ZERO : STEP);
      }
      // What one loop gives to another is due at once.
      for (ManualScheduler loop : List.copyOf(loops)) {
        loop.runDue();
      }
      if (left > 0) {
        nanos.addAndGet(STEP.toNanos());
      }
    }
  }

  void advanceMillis(long millis) {
    advance(Duration.ofMillis(millis));
  }

  String file(String name) throws IOException {
    return new String(Files.readAllBytes(folder.resolve(name)), UTF_8);
  }

  /** The value of a counter or gauge. */
  double metric(String name, String... labels) {
    Map<String, String> wanted = new java.util.HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    return service.metrics().stream()
        .filter(row -> row.name().equals("herald_render_" + name))
        .filter(row -> row.labels().entrySet().containsAll(wanted.entrySet()))
        .mapToDouble(
            row ->
                row instanceof Metric.Counter counter
                    ? counter.value().getAsDouble()
                    : ((Metric.Gauge) row).value().getAsDouble())
        .sum();
  }

  @Override
  public void close() {
    service.close();
    cluster.close();
  }
}
