package io.herald.render.schedule;

import io.herald.runtime.metrics.LatencyHistogram;
import io.herald.runtime.metrics.Metric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one file, over all configurations that have it. Safe for any thread. */
final class FileCounters {

  private static final String FILE = "file";

  private final String file;
  private final Map<RenderOutcome.Kind, LongAdder> renderings =
      new EnumMap<>(RenderOutcome.Kind.class);
  private final LongAdder checksFailed = new LongAdder();
  private final LongAdder reloads = new LongAdder();
  private final LongAdder reloadsFailed = new LongAdder();
  private final LatencyHistogram changeToWritten = new LatencyHistogram();
  private volatile boolean reloadPending;
  private volatile int leftOut;
  private volatile int instances;

  FileCounters(String file) {
    this.file = file;
    for (RenderOutcome.Kind kind : RenderOutcome.Kind.values()) {
      renderings.put(kind, new LongAdder());
    }
  }

  void rendered(RenderOutcome outcome) {
    LongAdder counter = renderings.get(outcome.kind());
    if (counter != null) {
      counter.increment();
    }
  }

  void shows(int shown, int notShown) {
    instances = shown;
    leftOut = notShown;
  }

  void checkFailed() {
    checksFailed.increment();
  }

  void written(long nanosAfterChange) {
    changeToWritten.add(nanosAfterChange);
  }

  void reloaded(boolean ok) {
    (ok ? reloads : reloadsFailed).increment();
  }

  void reloadPending(boolean pending) {
    reloadPending = pending;
  }

  List<Metric> rows() {
    List<Metric> rows = new ArrayList<>();
    renderings.forEach(
        (kind, counter) ->
            rows.add(
                Metric.counter(
                    "herald_render_renderings_total",
                    "Renderings of a file, by what came of them",
                    counter::sum,
                    FILE,
                    file,
                    "result",
                    kind.name().toLowerCase(Locale.ROOT))));
    rows.add(
        Metric.counter(
            "herald_render_checks_failed_total",
            "Contents that the check command of a file refused",
            checksFailed::sum,
            FILE,
            file));
    for (boolean ok : new boolean[] {true, false}) {
      rows.add(
          Metric.counter(
              "herald_render_reloads_total",
              "Runs of the reload command of a file",
              (ok ? reloads : reloadsFailed)::sum,
              FILE,
              file,
              "result",
              ok ? "ok" : "failed"));
    }
    rows.add(
        Metric.gauge(
            "herald_render_reload_pending",
            "1 while the readers of a file have yet to be told that it changed",
            () -> reloadPending ? 1 : 0,
            FILE,
            file));
    rows.add(
        Metric.gauge(
            "herald_render_quarantined",
            "Instances that a file's queries find and that are not in it",
            () -> leftOut,
            FILE,
            file));
    rows.add(
        Metric.gauge(
            "herald_render_instances", "Instances in a file", () -> instances, FILE, file));
    rows.add(
        Metric.histogram(
            "herald_render_change_to_written_seconds",
            "Time from a change of an instance until the file has it, the quiet time included",
            changeToWritten,
            FILE,
            file));
    return rows;
  }
}
