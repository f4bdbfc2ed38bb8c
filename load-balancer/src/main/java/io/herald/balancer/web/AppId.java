package io.herald.balancer.web;

import io.herald.catalog.model.Task;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id that Marathon gives an app, told from what Mesos knows of its tasks.
 *
 * <p>Marathon's task ids begin with it ({@code a_b.<uuid>}, later {@code a_b.instance-<uuid>…}). Of
 * other tasks it is made of the name: Marathon and Aurora both write the innermost part first
 * ({@code b.a}, {@code job.env.role}).
 */
final class AppId {

  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  private static final Pattern MARATHON =
      Pattern.compile("(.+)\\.(?:(?:instance|marathon)-)?" + UUID + "(?:\\..*)?");
  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9/._~@-]");
  private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9._-]");

  private AppId() {}

  static String of(Task task) {
    Matcher marathon = MARATHON.matcher(task.id());
    if (marathon.matches()) {
      return safe(marathon.group(1).replace('_', '/'));
    }
    List<String> parts = new ArrayList<>(List.of(ServiceKey.name(task).split("\\.")));
    Collections.reverse(parts);
    return safe(String.join("/", parts));
  }

  /**
   * An id as Marathon could have it. What others write into names ends up in commands and files, so
   * nothing that means something there is left.
   */
  static String safe(String id) {
    String bare = id.startsWith("/") ? id.substring(1) : id;
    return "/" + UNSAFE.matcher(bare).replaceAll("_");
  }

  /** What HAProxy's names are made of: {@code /a/b} is {@code a_b}. */
  static String clean(String id) {
    String bare = id.startsWith("/") ? id.substring(1) : id;
    return UNFIT.matcher(bare.replace('/', '_')).replaceAll("_");
  }
}
