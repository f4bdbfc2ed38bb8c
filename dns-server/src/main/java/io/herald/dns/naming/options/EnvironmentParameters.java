package io.herald.dns.naming.options;

import io.herald.dns.access.ClientNetworks;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.ReservedNames;
import io.herald.dns.naming.options.Environments.Import;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.text.NameText;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parameters of environments: which there are, whose clients are in them, what they share. */
public final class EnvironmentParameters {

  public static final Parameter<Map<String, List<String>>> ENVIRONMENTS =
      Parameter.of(
              "environments",
              "environments",
              ValueTypes.listsByName("ENV=A,B;…"),
              "environments with the networks of their clients; each has a zone of its own,"
                  + " ENV.<domain>, and its clients don't see the others' services")
          .withDefault(Map.of());
  public static final Parameter<Map<String, Map<String, String>>> IMPORTS =
      Parameter.of(
              "imports",
              "imports",
              ValueTypes.textsByName("ENV=NAME:ENV,…;…"),
              "names of other environments that resolve in an environment too: test=billing:prod,"
                  + " under another name test=billing:payments.prod")
          .withDefault(Map.of());
  public static final Parameter<List<String>> SHARED =
      Parameter.of(
              "shared",
              "shared",
              ValueTypes.listOf("A,B,…", text -> text, Function.identity()).distinct(),
              "environments whose services the clients of all others see too")
          .withDefault(List.of());
  public static final Parameter<String> LABEL =
      Parameter.of(
          "environmentLabel",
          "environment-label",
          ValueTypes.text("KEY"),
          "label of tasks that names their environment, if their DiscoveryInfo names none");
  public static final Parameter<Map<String, List<String>>> FRAMEWORKS =
      Parameter.of(
              "environmentFrameworks",
              "environment-frameworks",
              ValueTypes.listsByName("ENV=A,B;…"),
              "frameworks whose tasks are in an environment, if these name none themselves")
          .withDefault(Map.of());

  private final Values values;
  private final NamingOptions options;
  private final Map<String, List<CidrNetwork>> networks = new LinkedHashMap<>();

  private EnvironmentParameters(Values values, NamingOptions options) {
    this.values = values;
    this.options = options;
  }

  /**
   * Reads the environments.
   *
   * @param options without environments, whose names these must not take
   */
  public static Environments read(Values values, NamingOptions options) {
    return new EnvironmentParameters(values, options).read();
  }

  private Environments read() {
    values.get(ENVIRONMENTS).forEach(this::environment);
    Set<String> shared = new LinkedHashSet<>();
    values
        .get(SHARED)
        .forEach(text -> known(SHARED, "\"" + text + "\"", text).ifPresent(shared::add));
    List<Import> imports = imports();
    Map<String, String> frameworks = frameworks();
    Optional<String> label = values.find(LABEL);
    if (networks.size() > Environments.MOST) {
      values.problem(
          ENVIRONMENTS,
          "there are "
              + networks.size()
              + " environments; "
              + Environments.MOST
              + " are the most, leave some out");
      return Environments.NONE;
    }
    try {
      return new Environments(networks, imports, shared, label, frameworks);
    } catch (IllegalArgumentException e) {
      values.problem(IMPORTS, e.getMessage() + "; import fewer names, or share an environment");
      return Environments.NONE;
    }
  }

  private void environment(String text, List<String> given) {
    String name = text.toLowerCase(Locale.ROOT);
    Optional<String> fault = fault(name);
    if (fault.isPresent()) {
      values.problem(ENVIRONMENTS, "\"" + text + "\" " + fault.get());
      return;
    } else if (networks.containsKey(name)) {
      values.problem(ENVIRONMENTS, "\"" + text + "\" is given twice; write each once");
      return;
    }
    List<CidrNetwork> own = new ArrayList<>();
    networks.put(name, own);
    for (String each : given) {
      try {
        add(name, own, CidrNetwork.parse(each), each);
      } catch (IllegalArgumentException e) {
        values.problem(ENVIRONMENTS, "\"" + text + "\": " + e.getMessage());
      }
    }
  }

  private void add(String name, List<CidrNetwork> own, CidrNetwork network, String text) {
    for (Map.Entry<String, List<CidrNetwork>> other : networks.entrySet()) {
      for (CidrNetwork taken : other.getValue()) {
        if (ClientNetworks.overlap(network, taken)) {
          values.problem(
              ENVIRONMENTS,
              "\""
                  + name
                  + "\": the network "
                  + text
                  + " overlaps "
                  + taken
                  + (other.getKey().equals(name)
                      ? ", which it has too; leave one of the two out, or write the wider one alone"
                      : " of \""
                          + other.getKey()
                          + "\"; a client is in one environment, so write"
                          + " networks without common addresses"));
          return;
        }
      }
    }
    own.add(network);
  }

  private Optional<String> fault(String name) {
    if (!name.equals(LabelRules.RFC1123.label(name)) || name.isEmpty()) {
      return Optional.of("is no label of DNS; use letters, digits and hyphens, 63 at most");
    } else if (options.isOwn(name) || name.equals(ReservedNames.ANNOUNCED)) {
      return Optional.of("is a name of the server itself in the domain; call it something else");
    } else if (options.others().apexes().stream()
        .anyMatch(apex -> apex.toString().equals(name + "." + options.domain() + "."))) {
      return Optional.of(
          "has a zone of its own anyway; leave " + name + "." + options.domain() + " out of zones");
    }
    return Optional.empty();
  }

  /** The environment of that name, if there is one. */
  private Optional<String> known(Parameter<?> parameter, String where, String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (networks.containsKey(name)) {
      return Optional.of(name);
    }
    values.problem(
        parameter,
        where
            + ": there is no environment \""
            + text
            + "\"; "
            + (networks.isEmpty()
                ? "write it into " + ENVIRONMENTS.key()
                : "use one of "
                    + String.join(", ", networks.keySet())
                    + ", or write it into "
                    + ENVIRONMENTS.key()));
    return Optional.empty();
  }

  /** The imports as they are written, each led back to where its instances are. */
  private List<Import> imports() {
    Map<String, Import> written = new LinkedHashMap<>();
    values
        .get(IMPORTS)
        .forEach(
            (text, names) ->
                known(IMPORTS, "\"" + text + "\"", text)
                    .ifPresent(
                        into -> names.forEach((name, from) -> add(into, name, from, written))));
    List<Import> imports = new ArrayList<>();
    for (Import each : written.values()) {
      source(each, written).ifPresent(imports::add);
    }
    return imports;
  }

  private void add(String into, String name, String text, Map<String, Import> written) {
    String where = "\"" + into + "\": \"" + name + "\"";
    int dot = text.lastIndexOf('.');
    String label = options.rules().label(name);
    String fromName = dot < 0 ? label : options.rules().label(text.substring(0, dot));
    if (label.isEmpty() || fromName.isEmpty() || text.isEmpty() || text.endsWith(".")) {
      values.problem(
          IMPORTS,
          where + " = \"" + text + "\" is not an import; write NAME: ENV, or NAME: NAME.ENV");
      return;
    }
    Optional<String> unfit =
        NameText.unfit(name).or(() -> NameText.unfit(text.substring(0, Math.max(0, dot))));
    if (unfit.isPresent()) {
      String write =
          "\""
              + label
              + "\": \""
              + (dot < 0 ? "" : fromName + ".")
              + text.substring(dot + 1)
              + "\"";
      values.problem(
          IMPORTS,
          where
              + " = \""
              + text
              + "\" has "
              + unfit.get()
              + ", which no name has; write names as DNS has them, "
              + write);
      return;
    }
    Optional<String> from = known(IMPORTS, where, text.substring(dot + 1));
    if (from.isEmpty()) {
      return;
    } else if (from.get().equals(into)) {
      values.problem(IMPORTS, where + " is imported from the environment itself; name another one");
      return;
    }
    Import made = new Import(into, label, from.get(), fromName);
    Import before = written.putIfAbsent(made.alias(), made);
    if (before != null) {
      values.problem(
          IMPORTS,
          where
              + ": "
              + made.alias()
              + " is imported from "
              + before.from()
              + " already; a name stands for one service, so leave one of the two out");
    }
  }

  /** What an import of an import is in the end; empty, and reported, if it leads in a circle. */
  private Optional<Import> source(Import of, Map<String, Import> written) {
    Set<String> passed = new LinkedHashSet<>();
    Import at = of;
    while (passed.add(at.alias())) {
      Import next = written.get(at.source());
      if (next == null) {
        return Optional.of(new Import(of.environment(), of.name(), at.from(), at.fromName()));
      }
      at = next;
    }
    // Each circle once, by the least of its names.
    List<String> circle =
        new ArrayList<>(passed).subList(new ArrayList<>(passed).indexOf(at.alias()), passed.size());
    if (of.alias().equals(circle.stream().min(String::compareTo).orElseThrow())) {
      values.problem(
          IMPORTS,
          "the imports lead in a circle: "
              + String.join(" → ", circle)
              + " → "
              + at.alias()
              + "; take one of them out");
    }
    return Optional.empty();
  }

  private Map<String, String> frameworks() {
    Map<String, String> frameworks = new LinkedHashMap<>();
    Set<String> twice = new HashSet<>();
    values
        .get(FRAMEWORKS)
        .forEach(
            (text, names) ->
                known(FRAMEWORKS, "\"" + text + "\"", text)
                    .ifPresent(
                        environment ->
                            names.forEach(
                                name -> {
                                  if (frameworks.putIfAbsent(name, environment) != null) {
                                    twice.add(name);
                                  }
                                })));
    if (!twice.isEmpty()) {
      values.problem(
          FRAMEWORKS,
          "a framework is in one environment, and "
              + twice.stream().sorted().collect(Collectors.joining(", "))
              + " in several; write each once");
    }
    return frameworks;
  }
}
