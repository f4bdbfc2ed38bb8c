package io.herald.facade.marathon;

import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which app an instance belongs to. Marathon writes the app's id into each task's: {@code /a/b} is
 * {@code a_b.UUID} or {@code a_b.instance-UUID._app.1}. A task with another id, of any framework,
 * belongs to the app {@code /NAME} of its service. Two frameworks can have apps of one id: the
 * first framework's stay as they are, those of another stand below {@code /FRAMEWORK}. A pure
 * function.
 */
final class AppIds {

  /** Stands for every framework. */
  static final String EVERY = "*";

  /** Whose apps stand as they are if every framework is shown. */
  private static final String MARATHON = "marathon";

  private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private static final Pattern LEGACY = Pattern.compile("(.+)[._]" + UUID + "(?:\\.\\d+)?");

  private static final Pattern INSTANCE =
      Pattern.compile("(.+)\\.(?:instance-|marathon-)([^_.]+)(?:[._]([^.]+?)(?:\\.\\d+)?)?");

  /** Name of the only container of an app; those of a pod have other names. */
  private static final String APP = "_app";

  private final List<String> frameworks;

  /**
   * @param frameworks names; {@code *}: every one
   */
  AppIds(List<String> frameworks) {
    this.frameworks = List.copyOf(frameworks);
  }

  /**
   * The app's id, with a leading slash; empty if the instance isn't shown: it is of another
   * framework, of a pod (Marathon lists pods elsewhere), or a label keeps it from being published.
   */
  Optional<String> of(Instance instance) {
    String framework = instance.framework().name();
    if (!frameworks.contains(framework) && !frameworks.contains(EVERY)) {
      return Optional.empty();
    }
    if (!new InstanceLabels(instance.task()).isPublished(Map.of())) {
      return Optional.empty();
    }
    return own(instance).map(id -> isFirst(framework) ? id : path(framework) + id);
  }

  /** Whether the framework's apps stand as they are. */
  boolean isFirst(String framework) {
    return framework.equals(frameworks.get(0).equals(EVERY) ? MARATHON : frameworks.get(0));
  }

  private static Optional<String> own(Instance instance) {
    String id = instance.task().id();
    Matcher ofInstance = INSTANCE.matcher(id);
    if (ofInstance.matches()) {
      String container = ofInstance.group(3);
      return container == null || container.equals(APP)
          ? Optional.of(unsafe(ofInstance.group(1)))
          : Optional.empty();
    }
    Matcher legacy = LEGACY.matcher(id);
    return Optional.of(
        legacy.matches() ? unsafe(legacy.group(1)) : path(instance.service().name()));
  }

  private static String unsafe(String safe) {
    return "/" + safe.replace('_', '/');
  }

  /** A name as a path of Marathon's: lower-case letters, digits, dots and hyphens. */
  private static String path(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.toLowerCase(Locale.ROOT).split("/")) {
      String plain = part.replaceAll("[^a-z0-9.-]", "-").replaceAll("^[.-]+|[.-]+$", "");
      if (!plain.isEmpty()) {
        parts.add(plain);
      }
    }
    return "/" + (parts.isEmpty() ? "unnamed" : String.join("/", parts));
  }

  /** What Marathon calls the instance of a task. */
  static String instanceId(String taskId) {
    return taskId.replaceFirst("\\._app(\\.\\d+)?$", "");
  }
}
