package io.herald.balancer.web;

import io.herald.runtime.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a web service is without the effect of one of its labels: what is left of it where a data
 * plane doesn't take the label's value. A label that closes something is never dropped so that it
 * is open: without its certificate a port isn't opened at all.
 *
 * @param name of the label, {@code HAPROXY_0_SSL_CERT}; unique within a service
 * @param what a sentence with the value, what it costs and the remedy
 * @param without makes the service that is left
 */
public record DroppedLabel(String name, String what, UnaryOperator<WebService> without) {

  /** What closes something, in lines of configuration. */
  private static final Pattern CLOSING =
      Pattern.compile("\\b(deny|reject|tarpit|silent-drop|auth|ssl|verify|crt)\\b");

  /** The labels of a service that can be dropped. */
  public static List<DroppedLabel> of(WebService service) {
    List<DroppedLabel> all = new ArrayList<>();
    WebPort spec = service.spec();
    WebBind bind = spec.bind();
    WebOptions options = spec.options();
    if (!options.balance().equals(WebOptions.ROUND_ROBIN)) {
      all.add(
          of(
              service,
              WebLabel.BALANCE,
              options.balance(),
              "; write an algorithm that HAProxy has in mode " + options.mode().text(),
              DroppedLabel::withoutBalance));
    }
    bind.certificate()
        .ifPresent(
            path ->
                all.add(
                    of(
                        service,
                        WebLabel.SSL_CERT,
                        path,
                        ", and its own port isn't opened, as it would speak without TLS; give a PEM"
                            + " file with certificate and key that HAProxy can read",
                        DroppedLabel::withoutPort)));
    bind.options()
        .ifPresent(
            text ->
                all.add(
                    CLOSING.matcher(text).find()
                        ? of(
                            service,
                            WebLabel.BIND_OPTIONS,
                            text,
                            ", and its own port isn't opened, as it would be open to others;"
                                + " write options of HAProxy's bind",
                            DroppedLabel::withoutPort)
                        : of(
                            service,
                            WebLabel.BIND_OPTIONS,
                            text,
                            "; write options of HAProxy's bind",
                            DroppedLabel::withoutBindOptions)));
    if (!bind.address().equals("*")) {
      all.add(
          of(
              service,
              WebLabel.BIND_ADDR,
              bind.address(),
              ", and its own port isn't opened, as it would be open to others; write * or an address"
                  + " of the balancer's",
              DroppedLabel::withoutPort));
    }
    new TreeMap<>(spec.templates())
        .forEach(
            (label, text) -> {
              if (!CLOSING.matcher(text).find()) {
                all.add(
                    new DroppedLabel(
                        name(service, label),
                        sentence(service, label, text, "; write lines that HAProxy takes there"),
                        it -> withoutTemplate(it, label)));
              }
            });
    return all;
  }

  /**
   * Those that aren't dropped, as they may close something, though what they hold may be what a
   * data plane doesn't take; with the remedy, as the end of a sentence.
   */
  public static Optional<String> kept(WebService service) {
    List<String> names =
        new TreeMap<>(service.spec().templates())
            .entrySet().stream()
                .filter(label -> CLOSING.matcher(label.getValue()).find())
                .map(label -> name(service, label.getKey()))
                .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "; look at "
                + String.join(", ", names)
                + ", which webTemplates allows: write lines that HAProxy takes there, or remove it");
  }

  /** The service without the effect of these labels. */
  public static WebService without(WebService service, Iterable<DroppedLabel> labels) {
    WebService left = service;
    for (DroppedLabel label : labels) {
      left = label.without().apply(left);
    }
    return left;
  }

  private static DroppedLabel of(
      WebService service,
      WebLabel label,
      String value,
      String cost,
      UnaryOperator<WebService> without) {
    return new DroppedLabel(
        name(service, label.name()), sentence(service, label.name(), value, cost), without);
  }

  private static String name(WebService service, String label) {
    return WebLabel.PREFIX + service.spec().index() + "_" + label;
  }

  private static String sentence(WebService service, String label, String value, String cost) {
    return "its label "
        + name(service, label)
        + " = \""
        + Printable.of(value, 100)
        + "\" has no effect"
        + cost;
  }

  private static WebService withoutPort(WebService service) {
    WebBind bind = service.spec().bind();
    return new WebService(
        service.name(),
        service.app(),
        OptionalInt.empty(),
        service.byApp(),
        service.spec().withBind(new WebBind(bind.address(), bind.options(), Optional.empty())));
  }

  private static WebService withoutBindOptions(WebService service) {
    WebBind bind = service.spec().bind();
    return with(
        service,
        service.spec().withBind(new WebBind(bind.address(), Optional.empty(), bind.certificate())));
  }

  private static WebService withoutBalance(WebService service) {
    return with(
        service,
        service.spec().withOptions(service.spec().options().withBalance(WebOptions.ROUND_ROBIN)));
  }

  private static WebService withoutTemplate(WebService service, String label) {
    return with(service, service.spec().withoutTemplate(label));
  }

  private static WebService with(WebService service, WebPort spec) {
    return new WebService(service.name(), service.app(), service.port(), service.byApp(), spec);
  }
}
