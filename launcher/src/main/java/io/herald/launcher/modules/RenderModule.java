package io.herald.launcher.modules;

import static java.util.Objects.requireNonNull;

import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.render.RenderService;
import io.herald.render.RenderSource;
import io.herald.render.command.ProcessRunner;
import io.herald.render.config.RenderConfig;
import io.herald.render.config.RenderConfigException;
import io.herald.render.config.RenderConfigFile;
import io.herald.render.config.RenderParameters;
import io.herald.render.config.RenderSettings;
import io.herald.render.schedule.RenderWorkers;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.instance.Publication;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rendered files, by the configuration that {@code renderConfig} names. */
final class RenderModule implements ServiceModule<RenderSettings> {

  static final SettingsSection<RenderSettings> SECTION =
      SettingsSection.of(List.of(RenderParameters.RENDER_CONFIG), RenderParameters::read);

  private static final Logger log = LoggerFactory.getLogger(RenderModule.class);

  private final LiveServices live;
  private final RenderService files = new RenderService(RenderWorkers.real(new ProcessRunner()));

  /** A change of configuration waits for commands that run; nobody else does. */
  private final NamedScheduler changes =
      new NamedScheduler("render-changes", new ThreadPoolExecutor.DiscardPolicy());

  private volatile @Nullable InForce inForce;

  /** Whether there were files ever; before that there is nothing to end, and no thread for it. */
  private volatile boolean renders;

  /** What is rendered from, and the file that says what. */
  private record InForce(RenderSource source, Optional<Path> file) {}

  RenderModule(LiveServices live) {
    this.live = requireNonNull(live, "live");
  }

  @Override
  public String name() {
    return "render";
  }

  @Override
  public SettingsSection<RenderSettings> parameters() {
    return SECTION;
  }

  @Override
  public List<Metric> metrics() {
    return files.metrics();
  }

  @Override
  public void serve(ServedCluster served, RenderSettings settings) {
    RenderSource source =
        new RenderSource(
            live,
            () -> served.status().loaded(),
            Publication.DEFAULT,
            served.addressSources(),
            served.services().problems());
    InForce now = new InForce(source, settings.config());
    inForce = now;
    List<String> errors = use(now);
    errors.forEach(error -> log.error("{}", error));
  }

  @Override
  public List<String> reread() {
    InForce now = inForce;
    return now == null ? List.of() : use(now);
  }

  private List<String> use(InForce wanted) {
    RenderConfig config;
    try {
      config = wanted.file().map(RenderConfigFile::read).orElse(RenderConfig.NOTHING);
    } catch (RenderConfigException e) {
      return e.errors();
    }
    if (wanted.file().isPresent()) {
      renders = true;
    } else if (!renders) {
      return List.of();
    }
    changes.execute(
        () -> {
          try {
            files.use(config, wanted.source());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return List.of();
  }

  @Override
  public void close() {
    files.close();
    changes.shutdownNow();
  }
}
