package io.herald.balancer.haproxy;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Marathon-LB answers beside HAProxy's statistics, under its paths and in its forms, so that
 * its deploying tool and scripts go on. Safe for any thread.
 */
final class MarathonLbPages implements PageSocket.Pages {

  private static final Logger log = LoggerFactory.getLogger(MarathonLbPages.class);

  private static final String CONFIG = "/_haproxy_getconfig";
  private static final String HOSTS = "/_haproxy_getvhostmap";
  private static final String APPS = "/_haproxy_getappmap";
  private static final String PIDS = "/_haproxy_getpids";
  private static final String HUP = "/_mlb_signal/hup";
  private static final String USR1 = "/_mlb_signal/usr1";

  /** Paths for whoever may see the statistics. */
  static final List<String> OF_ALL = List.of(PIDS, HOSTS, APPS);

  /** Paths of what tells secrets or does something. */
  static final List<String> OF_ADMINS = List.of(CONFIG, HUP, USR1);

  private final HaproxySettings settings;
  private final HaproxyProcess process;
  private final Supplier<Optional<List<ConfigItem>>> carried;
  private final Runnable compare;
  private final Runnable reload;

  /**
   * Pages of one HAProxy.
   *
   * @param carried what it carries; empty: that isn't known yet
   * @param compare has it brought to what it should be, whatever others have changed
   * @param reload has it load its file
   */
  MarathonLbPages(
      HaproxySettings settings,
      HaproxyProcess process,
      Supplier<Optional<List<ConfigItem>>> carried,
      Runnable compare,
      Runnable reload) {
    this.settings = settings;
    this.process = process;
    this.carried = carried;
    this.compare = compare;
    this.reload = reload;
  }

  @Override
  public PageSocket.Page answer(String target) {
    try {
      return switch (target.split("\\?", 2)[0]) {
        case CONFIG -> file(settings.configuration());
        case HOSTS -> file(settings.hostMap());
        case APPS -> file(settings.appMap());
        case PIDS -> processes();
        case HUP -> signal("SIGHUP", compare);
        case USR1 -> signal("SIGUSR1", reload);
        case StatsFrontend.PATH -> statistics();
        default -> PageSocket.Page.text(404, "there is no such page\n");
      };
    } catch (IOException e) {
      return PageSocket.Page.text(503, Reason.of(e) + "\n");
    }
  }

  private static PageSocket.Page file(Path path) throws IOException {
    return PageSocket.Page.text(200, Files.exists(path) ? Files.readString(path) : "");
  }

  /** More than two: old processes still have connections. */
  private PageSocket.Page processes() throws IOException {
    MasterState master =
        process.master().orElseThrow(() -> new IOException("HAProxy's master doesn't answer"));
    List<Long> all = new ArrayList<>(master.old());
    all.addAll(master.workers());
    all.add(master.pid());
    return PageSocket.Page.text(
        200, all.stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private static PageSocket.Page signal(String name, Runnable work) {
    log.info("{} is wanted by Marathon-LB's page for it", name);
    work.run();
    return PageSocket.Page.text(200, "Sent " + name + " signal to marathon-lb");
  }

  private PageSocket.Page statistics() throws IOException {
    List<ConfigItem> items =
        carried
            .get()
            .orElseThrow(() -> new IOException("the cluster isn't known yet; ask again later"));
    return new PageSocket.Page(
        200, "text/plain", MarathonLbStats.of(process.statistics(), items).csv());
  }
}
