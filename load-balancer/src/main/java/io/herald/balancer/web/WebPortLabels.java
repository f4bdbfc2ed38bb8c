package io.herald.balancer.web;

import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.text.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The labels of one port, read one by one. A value that can't be used is reported and counts as
 * absent, except where that would open what was to be closed: then the port isn't exported. Nothing
 * that it returns has a line break, so that no value can add a line to a file.
 */
final class WebPortLabels {

  private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]+");
  private static final Pattern ADDRESS = Pattern.compile("\\*|[0-9A-Za-z.:\\[\\]_-]+");
  private static final Pattern WORD = Pattern.compile("[!-~&&[^\"'#\\\\]]+");
  private static final Pattern URL_PATH = Pattern.compile("/[A-Za-z0-9/._~%+,=:@-]*");

  private static final List<String> TRUE = List.of("true", "t", "yes", "y");
  private static final List<String> FALSE = List.of("false", "f", "no", "n");

  private final int index;
  private final Map<WebLabel, String> labels;
  private final Consumer<String> report;

  WebPortLabels(int index, Map<WebLabel, String> labels, Consumer<String> report) {
    this.index = index;
    this.labels = labels;
    this.report = report;
  }

  /** Whether any label is about this port. */
  boolean any() {
    return !labels.isEmpty();
  }

  boolean has(WebLabel label) {
    return labels.containsKey(label);
  }

  /**
   * True for {@code true}, {@code t}, {@code yes} and {@code y} in any case, as in Marathon-LB; all
   * else is false, which is reported where nobody would write that for false.
   */
  boolean flag(WebLabel label, boolean absent) {
    Optional<String> text = raw(label).map(given -> given.toLowerCase(Locale.ROOT));
    if (text.isPresent() && !TRUE.contains(text.get()) && !FALSE.contains(text.get())) {
      report.accept(name(label) + " counts as false; write true or false");
    }
    return text.map(TRUE::contains).orElse(absent);
  }

  OptionalInt number(WebLabel label, int least, int most) {
    Optional<String> text = raw(label);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    refuse(label, "write " + least + " to " + most);
    return OptionalInt.empty();
  }

  /** The value as it is, in one line. */
  Optional<String> line(WebLabel label) {
    return matching(label, LINE, "write it in one line");
  }

  /** HAProxy's algorithm with its arguments. */
  Optional<String> balance() {
    Optional<String> text = line(WebLabel.BALANCE);
    if (text.isPresent() && !BalanceText.isKnown(text.get())) {
      refuse(WebLabel.BALANCE, BalanceText.REMEDY);
      return Optional.empty();
    }
    return text;
  }

  /**
   * What {@code bind} gets besides.
   *
   * @param all whether the operator allows whatever HAProxy takes
   */
  Optional<String> bindOptions(boolean all) {
    Optional<String> text = line(WebLabel.BIND_OPTIONS);
    Optional<String> refused = all ? Optional.empty() : text.flatMap(BindOptions::refused);
    if (refused.isPresent()) {
      refuse(
          WebLabel.BIND_OPTIONS,
          "leave \""
              + Printable.of(refused.get())
              + "\" out, or have the operator of the balancer allow it with webTemplates");
      return Optional.empty();
    }
    return text;
  }

  Optional<String> address() {
    return matching(WebLabel.BIND_ADDR, ADDRESS, "write * or an address");
  }

  Optional<String> path(WebLabel label) {
    return matching(label, URL_PATH, "write a path such as /api");
  }

  private Optional<String> matching(WebLabel label, Pattern pattern, String remedy) {
    Optional<String> text = raw(label);
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      refuse(label, remedy);
      return Optional.empty();
    }
    return text;
  }

  Optional<WebMode> mode() {
    Optional<String> text = raw(WebLabel.MODE);
    for (WebMode mode : WebMode.values()) {
      if (text.isPresent() && text.get().equalsIgnoreCase(mode.text())) {
        return Optional.of(mode);
      }
    }
    text.ifPresent(unused -> refuse(WebLabel.MODE, "write tcp or http"));
    return Optional.empty();
  }

  /** The hosts of {@code VHOST}, without scheme, port and path. */
  List<String> hosts() {
    Optional<String> text = raw(WebLabel.VHOST);
    List<String> hosts =
        text.isEmpty()
            ? List.of()
            : VirtualHosts.read(
                text.get(), what -> report.accept(name(WebLabel.VHOST) + " " + what));
    if (has(WebLabel.VHOST) && text.map(given -> given.replace(",", "").isBlank()).orElse(true)) {
      refuse(WebLabel.VHOST, "write host names as in www.example.com, or remove it");
    }
    return hosts;
  }

  /**
   * The words of {@code PATH}.
   *
   * @throws UnsafeLabelException if they can't be read: without them the port would have all of its
   *     hosts
   */
  List<String> pathWords() throws UnsafeLabelException {
    Optional<String> text = raw(WebLabel.PATH);
    if (text.isEmpty()) {
      if (has(WebLabel.PATH)) {
        refuse(
            WebLabel.PATH, "the port has its whole hosts; write a path such as /api, or remove it");
      }
      return List.of();
    }
    List<String> words = new ArrayList<>();
    for (String word : text.get().split("\\s+")) {
      if (!WORD.matcher(word).matches() || (word.startsWith("-") && !word.equals("-i"))) {
        throw new UnsafeLabelException(
            name(WebLabel.PATH)
                + " isn't a list of paths; write -i, if case doesn't matter, and paths between"
                + " blanks; the port isn't exported, as it would have the whole host");
      }
      if (word.startsWith("/") || word.equals("-i")) {
        words.add(word);
      } else {
        report.accept(
            name(WebLabel.PATH)
                + " has \""
                + Printable.of(word)
                + "\", and the path of a request begins with /; \"/"
                + Printable.of(word)
                + "\" is served; write that");
        words.add("/" + word);
      }
    }
    return words;
  }

  /**
   * Who may use it.
   *
   * @throws UnsafeLabelException if that can't be told
   */
  Optional<WebAuth> auth() throws UnsafeLabelException {
    Optional<String> text = raw(WebLabel.AUTH);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = List.of(text.get().split(":", -1));
    boolean three = parts.size() == 3;
    if (!three || parts.stream().anyMatch(part -> part.isEmpty() || !auth(part))) {
      throw new UnsafeLabelException(
          name(WebLabel.AUTH)
              + " isn't REALM:USER:CRYPTED, three parts; the port isn't exported, as it would be"
              + " open to all");
    }
    return Optional.of(new WebAuth(parts.get(0), parts.get(1), parts.get(2)));
  }

  private static boolean auth(String part) {
    return part.chars().noneMatch(c -> c < ' ' || c == 127 || c == '"' || c == '\'' || c == '\\');
  }

  /** The networks that may use it; one that can't be read is left out, so that it may not. */
  Optional<List<CidrNetwork>> allowed() {
    Optional<String> text = raw(WebLabel.BACKEND_NETWORK_ALLOWED_ACL);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<CidrNetwork> networks = new ArrayList<>();
    for (String word : text.get().split("\\s+")) {
      try {
        networks.add(CidrNetwork.parse(word));
      } catch (IllegalArgumentException e) {
        report.accept(
            name(WebLabel.BACKEND_NETWORK_ALLOWED_ACL)
                + ": "
                + Printable.of(e.getMessage())
                + "; nobody gets in by it");
      }
    }
    return Optional.of(networks);
  }

  Optional<WebCheck> check() {
    Optional<String> text = raw(WebLabel.BACKEND_HEALTHCHECK);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().equalsIgnoreCase("tcp")) {
      return Optional.of(new WebCheck(Optional.empty()));
    }
    if (URL_PATH.matcher(text.get()).matches()) {
      return Optional.of(new WebCheck(text));
    }
    refuse(WebLabel.BACKEND_HEALTHCHECK, "write tcp, or a path such as /health");
    return Optional.empty();
  }

  /**
   * The labels with lines of configuration, if they are switched on; line ends as Unix has them.
   */
  Map<String, String> templates(boolean on) {
    Map<String, String> templates = new HashMap<>();
    labels.forEach(
        (label, text) -> {
          if (label.kind() == WebLabel.Kind.REPLACED) {
            report.accept(
                name(label)
                    + " has no effect: Herald makes these lines itself; use "
                    + WebLabel.PREFIX
                    + index
                    + "_BACKEND_HEAD");
          } else if (label.kind() == WebLabel.Kind.TEMPLATE && on) {
            templates.put(label.name(), text.replace("\r\n", "\n"));
          } else if (label.kind() == WebLabel.Kind.TEMPLATE) {
            report.accept(
                name(label)
                    + " has no effect: it may carry any line of HAProxy's configuration; remove it,"
                    + " or have the operator of the balancer allow such labels with webTemplates");
          }
        });
    return templates;
  }

  /** Reports that a label needs something else to have an effect. */
  void idle(WebLabel label, String why) {
    if (labels.containsKey(label)) {
      report.accept(name(label) + " has no effect: " + why);
    }
  }

  private Optional<String> raw(WebLabel label) {
    return Optional.ofNullable(labels.get(label)).map(String::strip).filter(t -> !t.isEmpty());
  }

  private void refuse(WebLabel label, String remedy) {
    report.accept(name(label) + " has no effect; " + remedy);
  }

  private String name(WebLabel label) {
    return "its label "
        + WebLabel.PREFIX
        + index
        + "_"
        + label.name()
        + " = \""
        + Printable.of(labels.getOrDefault(label, ""))
        + "\"";
  }
}
