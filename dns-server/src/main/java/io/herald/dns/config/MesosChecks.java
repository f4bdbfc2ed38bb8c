package io.herald.dns.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.runtime.failure.Reason;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of where the masters are and how they are asked. */
final class MesosChecks {

  private final Settings settings;
  private final List<String> warnings;

  MesosChecks(Settings settings, List<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  DnsConfig.Mesos mesos() {
    List<String> texts = settings.list(Parameter.MASTERS, List.of());
    List<AnnouncedEndpoint> masters = masters(texts);
    String zk = settings.text(Parameter.ZK, "");
    Optional<ZooKeeperUrl> zooKeeper = Optional.empty();
    if (!zk.isEmpty()) {
      String target = zk.startsWith("file://") ? content(zk) : zk;
      if (ZooKeeperUrl.matches(target) || target.contains("://")) {
        zooKeeper = zooKeeper(target);
      } else if (!target.isEmpty()) {
        masters = List.of();
        Optional<AnnouncedEndpoint> one =
            master(Parameter.ZK, "", target.replaceFirst("^[^@]*@", ""));
        if (one.isPresent()) {
          masters = List.of(one.get());
        }
      }
    } else if (texts.isEmpty()) {
      settings
          .problems()
          .add(
              "no Mesos master is given: write \"zk\" or \"masters\" in config.json, or give --zk"
                  + " zk://host:2181/mesos or --masters host:5050");
    }
    boolean https = settings.flag(Parameter.MESOS_HTTPS_ON, false);
    String ca = settings.text(Parameter.CA_CERT_FILE, "");
    String cert = settings.text(Parameter.CERT_FILE, "");
    String key = settings.text(Parameter.KEY_FILE, "");
    checkCertificates(ca, cert, key);
    String authentication = settings.text(Parameter.MESOS_AUTHENTICATION, "");
    DnsConfig.Credentials credentials = credentials();
    String iam = settings.text(Parameter.IAM_CONFIG_FILE, "");
    checkAuthentication(authentication, credentials, iam);
    return new DnsConfig.Mesos(
        zk,
        zooKeeper,
        masters,
        Duration.ofSeconds(
            settings.number(Parameter.ZK_DETECTION_TIMEOUT, 30, 0, Integer.MAX_VALUE)),
        Duration.ofSeconds(settings.number(Parameter.REFRESH_SECONDS, 60, 1, Integer.MAX_VALUE)),
        Duration.ofSeconds(
            settings.number(Parameter.STATE_TIMEOUT_SECONDS, 300, 1, Integer.MAX_VALUE)),
        1_000_000L * settings.number(Parameter.MASTER_ANSWER_MEGABYTES, 4000, 1, 1_000_000),
        https,
        ca,
        cert,
        key,
        authentication,
        credentials,
        iam);
  }

  private List<AnnouncedEndpoint> masters(List<String> texts) {
    List<AnnouncedEndpoint> masters = new ArrayList<>();
    Map<AnnouncedEndpoint, String> seen = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      Optional<AnnouncedEndpoint> master = master(Parameter.MASTERS, "[" + i + "]", text);
      if (master.isEmpty()) {
        continue;
      }
      String earlier = seen.putIfAbsent(normal(master.get()), text);
      if (earlier != null) {
        problem(
            Parameter.MASTERS,
            "[" + i + "]",
            text,
            "it is the same master as \"" + earlier + "\"; write each once");
      } else {
        masters.add(master.get());
      }
    }
    return masters;
  }

  private Optional<AnnouncedEndpoint> master(Parameter parameter, String index, String text) {
    int colon = text.lastIndexOf(':');
    boolean v6 = text.startsWith("[");
    if (colon < 0 || (v6 && !text.substring(0, colon).endsWith("]"))) {
      problem(parameter, index, text, "a port is missing; write host:port");
      return Optional.empty();
    }
    AnnouncedEndpoint endpoint;
    try {
      endpoint = AnnouncedEndpoint.parse(text);
    } catch (IllegalArgumentException e) {
      problem(
          parameter, index, text, "it is no host:port or [v6]:port with a port from 1 to 65535");
      return Optional.empty();
    }
    if (endpoint.port() == 0) {
      problem(parameter, index, text, "port 0 can't be asked; write a port from 1 to 65535");
      return Optional.empty();
    }
    return Optional.of(endpoint);
  }

  private void problem(Parameter parameter, String index, String text, String sentence) {
    String where =
        settings.get(parameter).map(Setting::where).orElse("\"" + parameter.key() + "\"");
    // config.json: "masters[1]"
    String at =
        where.endsWith("\"")
            ? where.substring(0, where.length() - 1) + index + "\""
            : where + index;
    settings.problems().add(at + " = \"" + Setting.withoutLogin(text) + "\": " + sentence);
  }

  /** Addresses in one spelling, so that two spellings of one master are found out. */
  static AnnouncedEndpoint normal(AnnouncedEndpoint endpoint) {
    byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(endpoint.host());
    return bytes == null
        ? endpoint
        : new AnnouncedEndpoint(NetUtil.bytesToIpAddress(bytes), endpoint.port());
  }

  private Optional<ZooKeeperUrl> zooKeeper(String text) {
    try {
      return Optional.of(ZooKeeperUrl.parse(text));
    } catch (IllegalArgumentException e) {
      settings
          .problems()
          .add(settings.get(Parameter.ZK).map(Setting::where).orElse("zk") + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private String content(String url) {
    Path file;
    try {
      file = Path.of(URI.create(url));
    } catch (IllegalArgumentException e) {
      settings.problem(Parameter.ZK, "this is not the URL of a file: " + Reason.of(e));
      return "";
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      settings.problem(Parameter.ZK, "the file can't be read: " + Reason.of(file, e));
      return "";
    }
  }

  private void checkCertificates(String ca, String cert, String key) {
    if (!ca.isEmpty()) {
      try (InputStream in = Files.newInputStream(Path.of(ca))) {
        if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
          settings.problem(Parameter.CA_CERT_FILE, "there is no certificate in it");
        }
      } catch (IOException e) {
        settings.problem(Parameter.CA_CERT_FILE, "it can't be read: " + Reason.of(Path.of(ca), e));
      } catch (CertificateException e) {
        settings.problem(Parameter.CA_CERT_FILE, "it holds no PEM certificates: " + e.getMessage());
      }
    }
    if (!cert.isEmpty() && key.isEmpty()) {
      settings.problem(Parameter.CERT_FILE, "its private key is missing; give keyFile as well");
    } else if (cert.isEmpty() && !key.isEmpty()) {
      settings.problem(Parameter.KEY_FILE, "its certificate is missing; give certFile as well");
    } else if (!cert.isEmpty()) {
      checkReadable(Parameter.CERT_FILE, cert);
      checkReadable(Parameter.KEY_FILE, key);
    }
  }

  private void checkReadable(Parameter parameter, String file) {
    if (!Files.isReadable(Path.of(file))) {
      settings.problem(parameter, "there is no such file, or it may not be read");
    }
  }

  private DnsConfig.Credentials credentials() {
    Optional<JsonNode> object = settings.object(Parameter.MESOS_CREDENTIALS);
    if (object.isEmpty()) {
      return DnsConfig.Credentials.NONE;
    }
    String principal = "";
    String secret = "";
    for (Map.Entry<String, JsonNode> entry : object.get().properties()) {
      if (!entry.getValue().isTextual()) {
        settings.problem(
            Parameter.MESOS_CREDENTIALS, "\"" + entry.getKey() + "\" must be text in quotes");
      } else if (entry.getKey().equalsIgnoreCase("principal")) {
        principal = entry.getValue().textValue();
      } else if (entry.getKey().equalsIgnoreCase("secret")) {
        secret = entry.getValue().textValue();
      }
    }
    return new DnsConfig.Credentials(principal, secret);
  }

  private void checkAuthentication(
      String authentication, DnsConfig.Credentials credentials, String iamFile) {
    switch (authentication) {
      case "" -> {
        if (!credentials.isEmpty()) {
          warnings.add(
              settings.where(Parameter.MESOS_CREDENTIALS)
                  + " has no effect while mesosAuthentication is empty; write \"basic\"");
        }
      }
      case "basic" -> {
        if (credentials.isEmpty()) {
          settings.problem(
              Parameter.MESOS_AUTHENTICATION,
              "principal and secret are missing; give them as mesosCredentials");
        }
      }
      case "iam" -> checkIam(iamFile);
      default ->
          settings.problem(
              Parameter.MESOS_AUTHENTICATION, "it must be empty, \"basic\" or \"iam\"");
    }
  }

  private void checkIam(String file) {
    if (file.isEmpty()) {
      settings.problem(Parameter.MESOS_AUTHENTICATION, "iamConfigFile is missing; name the file");
      return;
    }
    try {
      JsonNode iam = new JsonMapper().readTree(Files.readString(Path.of(file)));
      for (String field : List.of("uid", "private_key", "login_endpoint")) {
        if (iam.path(field).asText().isEmpty()) {
          settings.problem(Parameter.IAM_CONFIG_FILE, "\"" + field + "\" is missing in it");
        }
      }
    } catch (JsonProcessingException e) {
      // The parser's own message could quote the private key.
      settings.problem(Parameter.IAM_CONFIG_FILE, "it is not JSON");
    } catch (IOException e) {
      settings.problem(
          Parameter.IAM_CONFIG_FILE, "it can't be read: " + Reason.of(Path.of(file), e));
    }
  }
}
