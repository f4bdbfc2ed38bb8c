package io.herald.balancer.haproxy;

import io.herald.balancer.web.WebAuth;
import io.herald.balancer.web.WebService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lines of configuration that a service's labels bring along, with Marathon-LB's placeholders
 * filled in. In them a doubled brace stands for a brace.
 */
final class RawLines {

  private final Map<String, String> templates;
  private final Map<String, String> values = new TreeMap<>();

  RawLines(WebService service) {
    this.templates = service.spec().templates();
    if (templates.isEmpty()) {
      return;
    }
    String host = service.spec().route().hosts().stream().findFirst().orElse("");
    String port = service.port().isPresent() ? "" + service.port().getAsInt() : "";
    values.put("backend", service.name());
    values.put("bindAddr", service.spec().bind().address());
    values.put("servicePort", port);
    values.put("mode", service.spec().options().mode().text());
    values.put("balance", service.spec().options().balance());
    values.put(
        "sslCert", service.spec().bind().certificate().map(path -> " ssl crt " + path).orElse(""));
    values.put(
        "sslCertOptions",
        service.spec().bind().certificate().map(path -> " ssl crt " + path).orElse(""));
    values.put("bindOptions", service.spec().bind().options().map(o -> " " + o).orElse(""));
    values.put("appId", service.app());
    values.put("cleanedUpAppId", service.app().replaceAll("[^A-Za-z0-9-]", "_"));
    values.put("hostname", host);
    values.put("cleanedUpHostname", host.replaceAll("[^A-Za-z0-9-]", "_"));
    values.put("network_allowed", "");
    Optional<WebAuth> auth = service.spec().options().auth();
    values.put("realm", auth.map(WebAuth::realm).orElse(""));
    values.put("user", auth.map(WebAuth::user).orElse(""));
    values.put("passwd", auth.map(WebAuth::password).orElse(""));
    values.put("proxypath", service.spec().options().stripPath().orElse(""));
    values.put("rootPath", service.spec().options().returnPath().orElse(""));
    values.put("redirpath", service.spec().options().redirectRoot().orElse(""));
    service
        .spec()
        .options()
        .check()
        .ifPresent(
            check -> {
              values.put("healthCheckPath", check.path().orElse("/"));
              values.put("healthCheckTimeoutSeconds", "5");
              values.put("healthCheckIntervalSeconds", "5");
              values.put("healthCheckFalls", "3");
            });
  }

  /** The label's lines; without such a label the others. */
  List<String> or(String label, List<String> otherwise) {
    String text = templates.get(label);
    if (text == null) {
      return otherwise;
    }
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        lines.add(filled(line));
      }
    }
    return lines;
  }

  private String filled(String line) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      int end = line.indexOf('}', i);
      if ((c == '{' || c == '}') && i + 1 < line.length() && line.charAt(i + 1) == c) {
        out.append(c);
        i += 2;
      } else if (c == '{' && end > 0 && values.containsKey(line.substring(i + 1, end))) {
        out.append(values.get(line.substring(i + 1, end)));
        i = end + 1;
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }
}
