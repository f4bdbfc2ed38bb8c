package io.herald.balancer.haproxy;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.web.WebTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** HAProxy's file as it is planned for apps, and what HAProxy itself says of it. */
final class PlannedFiles {

  private final ConfigPlanner planner;
  private final ConfigCheck check;

  /**
   * @param folder where HAProxy is shown the files
   */
  PlannedFiles(Path folder, Slots slots) {
    HaproxySettings settings = HaproxySettings.in(folder);
    planner = new ConfigPlanner(settings, slots);
    check = new ConfigCheck(settings);
  }

  List<ConfigItem> items(WebTasks... apps) {
    return planner.items(
        new DesiredState(1, new TreeMap<>(), HaproxyUnderTest.web(apps)), Set.of());
  }

  ConfigPlan plan(List<ConfigItem> items) {
    return planner.plan(items, List.of(), Set.of());
  }

  /** What HAProxy says against a file; empty: nothing. */
  Optional<String> faults(ConfigPlan plan) throws IOException, InterruptedException {
    return check.faults(plan);
  }

  /** What it says against the file of these items alone. */
  Optional<String> faults(List<ConfigItem> items) throws IOException, InterruptedException {
    return faults(plan(items));
  }

  ItemQuarantine quarantine() {
    return new ItemQuarantine(planner::item);
  }
}
