package io.herald.dns.http;

import static java.util.stream.Collectors.joining;

import io.herald.http.AccessGroup;
import io.herald.http.GroupAccess;
import io.herald.runtime.net.CidrNetwork;
import io.herald.settings.Parameter;
import io.herald.settings.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads who may use each group of routes. */
final class GroupRules {

  private static final String ALL = "all";

  private GroupRules() {}

  /** The rules of every group. */
  static Map<AccessGroup, GroupAccess> read(Values values) {
    Map<AccessGroup, List<CidrNetwork>> networks = networks(values);
    Map<AccessGroup, List<Path>> tokens = tokens(values);
    List<AccessGroup> certificates = values.get(HttpParameters.HTTP_CLIENT_CERT_GROUPS);
    Map<AccessGroup, GroupAccess> rules = new EnumMap<>(AccessGroup.class);
    for (AccessGroup group : AccessGroup.values()) {
      rules.put(
          group,
          new GroupAccess(
              networks.getOrDefault(group, GroupAccess.ofDefault(group).allow()),
              Optional.ofNullable(tokens.get(group)),
              certificates.contains(group)));
    }
    return rules;
  }

  private static Map<AccessGroup, List<CidrNetwork>> networks(Values values) {
    Parameter<Map<String, List<String>>> parameter = HttpParameters.HTTP_GROUP_ALLOW;
    Map<AccessGroup, List<CidrNetwork>> networks = new EnumMap<>(AccessGroup.class);
    byGroup(values, parameter)
        .forEach(
            (group, texts) -> {
              if (texts.isEmpty()) {
                values.problem(
                    parameter,
                    "\""
                        + group.text()
                        + "\" is for nobody; write networks, as 10.0.0.0/8, or all");
              }
              List<CidrNetwork> its = new ArrayList<>();
              for (String text : texts.contains(ALL) ? List.<String>of() : texts) {
                try {
                  its.add(CidrNetwork.parse(text));
                } catch (IllegalArgumentException e) {
                  values.problem(parameter, group.text() + ": " + e.getMessage());
                }
              }
              networks.put(group, its);
            });
    return networks;
  }

  private static Map<AccessGroup, List<Path>> tokens(Values values) {
    Parameter<Map<String, List<String>>> parameter = HttpParameters.HTTP_GROUP_TOKEN_FILES;
    Map<AccessGroup, List<Path>> tokens = new EnumMap<>(AccessGroup.class);
    byGroup(values, parameter)
        .forEach(
            (group, texts) -> {
              if (group == AccessGroup.PAGE) {
                values.problem(
                    parameter,
                    "a browser sends no token for the files of a page, which hold nothing of the"
                        + " cluster; give api and watch one, the page will ask for it");
              }
              List<Path> files = new ArrayList<>();
              for (String text : texts) {
                Path file = Path.of(text).toAbsolutePath();
                if (Files.isRegularFile(file) && Files.isReadable(file)) {
                  files.add(file);
                } else {
                  values.problem(
                      parameter,
                      group.text()
                          + ": \""
                          + text
                          + "\": there is no such file, or it may not be read");
                }
              }
              tokens.put(group, files);
            });
    return tokens;
  }

  private static Map<AccessGroup, List<String>> byGroup(
      Values values, Parameter<Map<String, List<String>>> parameter) {
    Map<AccessGroup, List<String>> lists = new EnumMap<>(AccessGroup.class);
    values
        .find(parameter)
        .orElse(Map.of())
        .forEach(
            (name, list) -> {
              try {
                lists.put(group(name), list);
              } catch (IllegalArgumentException e) {
                values.problem(parameter, String.valueOf(e.getMessage()));
              }
            });
    return lists;
  }

  /**
   * The group of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  static AccessGroup group(String name) {
    return Arrays.stream(AccessGroup.values())
        .filter(group -> group.text().equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + name
                        + "\" is not a group of routes; use "
                        + Arrays.stream(AccessGroup.values())
                            .map(AccessGroup::text)
                            .collect(joining(", "))));
  }
}
