package io.herald.catalog.follow;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.tls.PemFile;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import io.herald.settings.document.StrictJson;
import io.herald.settings.document.SyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
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
import java.util.function.Consumer;

/**
 * The parameters of which cluster is followed, and how: masters, their login and TLS, ServerSets.
 */
public final class FollowParameters {

  private static final FollowSettings.Login.Basic NO_LOGIN = new FollowSettings.Login.Basic("", "");

  private static final Range SECONDS = new Range(1, Integer.MAX_VALUE);

  public static final Parameter<String> ZK =
      Parameter.of(
              "zk",
              "zk",
              ValueTypes.text("URL"),
              "where the masters elect their leader: zk://[user:password@]host[:2181],…/path; a file:///…"
                  + " with such a URL; or host:port of a single master")
          .withLogin();
  public static final Parameter<List<String>> MASTERS =
      Parameter.of(
              "masters",
              "masters",
              ValueTypes.texts(),
              "the masters as host:port or [v6]:port, numbered in this order; followed if zk is not"
                  + " given")
          .withDefault(List.of())
          .withLogin();
  public static final Parameter<Duration> ZK_DETECTION_TIMEOUT =
      Parameter.of(
              "zkDetectionTimeout",
              "zk-detection-timeout",
              ValueTypes.seconds(new Range(0, Integer.MAX_VALUE)),
              "accepted without effect: Mesos-DNS exits after this long without a leader, Herald goes on")
          .withDefault(Duration.ofSeconds(30));
  public static final Parameter<Duration> REFRESH_SECONDS =
      Parameter.of(
              "refreshSeconds",
              "refresh-seconds",
              ValueTypes.seconds(SECONDS),
              "seconds between two polls: of a master without an event stream, of what no event"
                  + " reports where there is one, and of host names")
          .withDefault(FollowSettings.Masters.DEFAULT_REFRESH);
  public static final Parameter<Duration> STATE_TIMEOUT_SECONDS =
      Parameter.of(
              "stateTimeoutSeconds",
              "state-timeout-seconds",
              ValueTypes.seconds(SECONDS),
              "seconds that one request for the whole state may take")
          .withDefault(FollowSettings.Masters.DEFAULT_STATE_TIMEOUT);
  public static final Parameter<Long> MASTER_ANSWER_MEGABYTES =
      Parameter.of(
              "masterAnswerMegabytes",
              "master-answer-megabytes",
              ValueTypes.longNumber(new Range(1, 1_000_000))
                  .map(megabytes -> megabytes * 1_000_000, bytes -> bytes / 1_000_000),
              "most megabytes (millions of bytes) in one answer of a master; longer ones are discarded")
          .withDefault(FollowSettings.Masters.DEFAULT_ANSWER_LIMIT);
  public static final Parameter<Boolean> MESOS_HTTPS_ON =
      Parameter.of(
              "mesosHTTPSOn",
              "mesos-https-on",
              ValueTypes.onOff(),
              "whether the masters speak https")
          .withDefault(false);
  public static final Parameter<String> CA_CERT_FILE =
      Parameter.of(
              "caCertFile",
              "ca-cert-file",
              ValueTypes.text("FILE"),
              "PEM file with the authorities that may sign the masters' certificates")
          .withDefaultWords("the system's authorities");
  public static final Parameter<String> CERT_FILE =
      Parameter.of(
          "certFile",
          "cert-file",
          ValueTypes.text("FILE"),
          "PEM file with the certificate shown to masters");
  public static final Parameter<String> KEY_FILE =
      Parameter.of(
          "keyFile",
          "key-file",
          ValueTypes.text("FILE"),
          "PEM file with the key of the certificate shown to masters");
  public static final Parameter<String> MESOS_AUTHENTICATION =
      Parameter.of(
          "mesosAuthentication",
          "mesos-authentication",
          ValueTypes.text("TEXT"),
          "how to log in to the masters: basic, iam, or empty for no login");
  public static final Parameter<FollowSettings.Login.Basic> MESOS_CREDENTIALS =
      Parameter.of(
              "mesosCredentials",
              "mesos-credentials",
              ValueTypes.login(
                  FollowSettings.Login.Basic::new,
                  FollowSettings.Login.Basic::principal,
                  FollowSettings.Login.Basic::secret),
              "principal and secret for basic")
          .withDefault(NO_LOGIN)
          .secret();
  public static final Parameter<String> IAM_CONFIG_FILE =
      Parameter.of(
          "iamConfigFile",
          "iam-config-file",
          ValueTypes.text("FILE"),
          "JSON file with uid, private_key and login_endpoint for iam");
  public static final Parameter<String> SERVERSET_ZK =
      Parameter.of(
              "serversetZk",
              "serverset-zk",
              ValueTypes.text("URL"),
              "ZooKeeper ensemble whose ServerSets are followed: zk://host:port,…")
          .withLogin();
  public static final Parameter<String> SERVERSET_PATH =
      Parameter.of(
              "serversetPath", "serverset-path", ValueTypes.text("PATH"), "root of the ServerSets")
          .withDefault(FollowSettings.ServerSets.DEFAULT_PATH);

  public static final Parameter<Path> STATE_DIRECTORY =
      Parameter.of(
          "stateDirectory",
          "state-directory",
          ValueTypes.file("FOLDER"),
          "folder that keeps the last snapshot of the cluster, and the serials of the zones, over a"
              + " restart");

  /** How the masters are read. */
  public static final List<Parameter<?>> READING =
      List.of(REFRESH_SECONDS, STATE_TIMEOUT_SECONDS, MASTER_ANSWER_MEGABYTES);

  /** How one gets in: encryption and login of the masters, and the ensemble of ServerSets. */
  public static final List<Parameter<?>> ACCESS =
      List.of(
          MESOS_HTTPS_ON,
          CA_CERT_FILE,
          CERT_FILE,
          KEY_FILE,
          MESOS_AUTHENTICATION,
          MESOS_CREDENTIALS,
          IAM_CONFIG_FILE,
          SERVERSET_ZK,
          SERVERSET_PATH);

  private FollowParameters() {}

  /** Reads the settings, without a snapshot; empty if something is wrong. */
  public static Optional<FollowSettings> read(Values values) {
    int problems = values.problems().size();
    List<MasterAddress> addresses = masters(values, values.get(MASTERS));
    Optional<ZooKeeperUrl> zooKeeper = Optional.empty();
    Optional<String> zk = values.find(ZK);
    if (zk.isPresent()) {
      String target = zk.get().startsWith("file://") ? content(values, zk.get()) : zk.get();
      if (ZooKeeperUrl.matches(target) || target.contains("://")) {
        zooKeeper = zooKeeper(values, ZK, target);
      } else if (!target.isEmpty()) {
        addresses =
            master(target.replaceFirst("^[^@]*@", ""), sentence -> values.problem(ZK, sentence))
                .map(List::of)
                .orElse(List.of());
      }
    } else if (values.problems().size() == problems && addresses.isEmpty()) {
      values.problem(
          "no Mesos master is given: give --zk zk://host:2181/mesos or --masters host:5050, or, for"
              + " herald dns, write \"zk\" or \"masters\" in config.json");
    }
    values.settle(MASTERS, addresses.stream().map(MasterAddress::toString).toList());
    values.find(ZK_DETECTION_TIMEOUT); // checked like the others
    checkCertificates(values);
    Optional<FollowSettings.Login> login = login(values);
    Optional<FollowSettings.ServerSets> sets = serverSets(values);
    Duration refresh = values.get(REFRESH_SECONDS);
    Duration stateTimeout = values.get(STATE_TIMEOUT_SECONDS);
    long answerLimit = values.get(MASTER_ANSWER_MEGABYTES);
    boolean https = values.get(MESOS_HTTPS_ON);
    return values.problems().size() > problems
        ? Optional.empty()
        : Optional.of(
            new FollowSettings(
                new FollowSettings.Masters(
                    zooKeeper,
                    addresses,
                    refresh,
                    stateTimeout,
                    answerLimit,
                    https ? Optional.of(tls(values)) : Optional.empty(),
                    login),
                sets,
                Optional.empty()));
  }

  /** Certificates are always verified: without authorities of their own by the system's. */
  private static MesosTls tls(Values values) {
    return new MesosTls(
        file(values, CA_CERT_FILE).map(List::of).orElse(List.of()),
        file(values, CERT_FILE),
        file(values, KEY_FILE),
        MesosTls.Verification.NAME);
  }

  private static Optional<PemFile> file(Values values, Parameter<String> parameter) {
    return values.find(parameter).map(path -> new PemFile(parameter.key(), path));
  }

  private static List<MasterAddress> masters(Values values, List<String> texts) {
    List<MasterAddress> masters = new ArrayList<>();
    Map<MasterAddress, String> seen = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      int index = i;
      Optional<MasterAddress> master =
          master(text, sentence -> values.problemOfElement(MASTERS, index, text, sentence));
      if (master.isEmpty()) {
        continue;
      }
      String earlier = seen.putIfAbsent(normal(master.get()), text);
      if (earlier != null) {
        values.problemOfElement(
            MASTERS, i, text, "it is the same master as \"" + earlier + "\"; write each once");
      } else {
        masters.add(master.get());
      }
    }
    return masters;
  }

  private static Optional<MasterAddress> master(String text, Consumer<String> problems) {
    int colon = text.lastIndexOf(':');
    boolean v6 = text.startsWith("[");
    if (colon < 0 || (v6 && !text.substring(0, colon).endsWith("]"))) {
      problems.accept("a port is missing; write host:port");
      return Optional.empty();
    }
    if (text.endsWith(":0")) {
      problems.accept("port 0 can't be asked; write a port from 1 to 65535");
      return Optional.empty();
    }
    try {
      return Optional.of(MasterAddress.parse(text));
    } catch (IllegalArgumentException e) {
      problems.accept("it is not host:port or [v6]:port with a port from 1 to 65535");
      return Optional.empty();
    }
  }

  /** IPv6 addresses in one spelling, so that two spellings of one master are recognised. */
  private static MasterAddress normal(MasterAddress master) {
    if (master.host().indexOf(':') < 0) {
      return master;
    }
    try {
      return new MasterAddress(
          InetAddress.getByName(master.host()).getHostAddress(), master.port());
    } catch (UnknownHostException e) { // not an address, and with a colon not a name to look up
      return master;
    }
  }

  private static Optional<ZooKeeperUrl> zooKeeper(
      Values values, Parameter<String> parameter, String text) {
    try {
      return Optional.of(ZooKeeperUrl.parse(text));
    } catch (IllegalArgumentException e) {
      values.problem(parameter, Reason.of(e));
      return Optional.empty();
    }
  }

  private static String content(Values values, String url) {
    Path file;
    try {
      file = Path.of(URI.create(url));
    } catch (IllegalArgumentException e) {
      values.problem(ZK, "this is not the URL of a file: " + Reason.of(e));
      return "";
    }
    try {
      String content = Files.readString(file).strip();
      if (content.isEmpty()) {
        values.problem(ZK, "the file is empty; write zk://host:2181/mesos into it");
      }
      return content;
    } catch (IOException e) {
      values.problem(ZK, "the file can't be read: " + Reason.of(file, e));
      return "";
    }
  }

  private static void checkCertificates(Values values) {
    values.find(CA_CERT_FILE).ifPresent(file -> checkAuthorities(values, file));
    Optional<String> certificate = values.find(CERT_FILE);
    Optional<String> key = values.find(KEY_FILE);
    if (certificate.isPresent() && key.isEmpty()) {
      values.problem(CERT_FILE, "its private key is missing; give keyFile as well");
    } else if (certificate.isEmpty() && key.isPresent()) {
      values.problem(KEY_FILE, "its certificate is missing; give certFile as well");
    } else if (certificate.isPresent()) {
      checkReadable(values, CERT_FILE, certificate.get());
      checkReadable(values, KEY_FILE, key.orElseThrow());
    }
  }

  private static void checkAuthorities(Values values, String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        values.problem(CA_CERT_FILE, "there is no certificate in it");
      }
    } catch (IOException e) {
      values.problem(CA_CERT_FILE, "it can't be read: " + Reason.of(Path.of(file), e));
    } catch (CertificateException e) {
      values.problem(CA_CERT_FILE, "it holds no PEM certificates: " + e.getMessage());
    }
  }

  private static void checkReadable(Values values, Parameter<String> parameter, String file) {
    if (!Files.isReadable(Path.of(file))) {
      values.problem(parameter, "there is no such file, or it may not be read");
    }
  }

  private static Optional<FollowSettings.Login> login(Values values) {
    String authentication = values.find(MESOS_AUTHENTICATION).orElse("");
    FollowSettings.Login.Basic basic = values.get(MESOS_CREDENTIALS);
    Optional<String> file = values.find(IAM_CONFIG_FILE);
    switch (authentication) {
      case "" -> {
        if (!basic.equals(NO_LOGIN)) {
          values.warn(
              values.where(MESOS_CREDENTIALS)
                  + " has no effect while mesosAuthentication is empty; write \"basic\"");
        }
        return Optional.empty();
      }
      case "basic" -> {
        if (basic.equals(NO_LOGIN)) {
          values.problem(
              MESOS_AUTHENTICATION,
              "principal and secret are missing; give them as mesosCredentials");
        }
        return Optional.of(basic);
      }
      case "iam" -> {
        checkIam(values, file.orElse(""));
        return file.map(path -> new FollowSettings.Login.Iam(IAM_CONFIG_FILE.key(), Path.of(path)));
      }
      default -> {
        values.problem(MESOS_AUTHENTICATION, "it must be empty, \"basic\" or \"iam\"");
        return Optional.empty();
      }
    }
  }

  private static void checkIam(Values values, String file) {
    if (file.isEmpty()) {
      values.problem(MESOS_AUTHENTICATION, "iamConfigFile is missing; name the file");
      return;
    }
    try {
      JsonNode iam = StrictJson.parse(Files.readString(Path.of(file)));
      for (String field : List.of("uid", "private_key", "login_endpoint")) {
        if (iam.path(field).asText().isEmpty()) {
          values.problem(IAM_CONFIG_FILE, "\"" + field + "\" is missing in it");
        }
      }
    } catch (SyntaxException e) {
      values.problem(IAM_CONFIG_FILE, "in it, " + e.place() + ": " + e.getMessage());
    } catch (IOException e) {
      values.problem(IAM_CONFIG_FILE, "it can't be read: " + Reason.of(Path.of(file), e));
    }
  }

  private static Optional<FollowSettings.ServerSets> serverSets(Values values) {
    Optional<String> zk = values.find(SERVERSET_ZK);
    String path = values.get(SERVERSET_PATH);
    if (zk.isEmpty()) {
      if (values.find(SERVERSET_PATH).isPresent()) {
        values.warn(
            values.where(SERVERSET_PATH) + " has no effect without serversetZk (--serverset-zk)");
      }
      return Optional.empty();
    }
    if (!path.startsWith("/")) {
      values.problem(SERVERSET_PATH, "it must begin with a slash, as in /aurora");
      return Optional.empty();
    }
    return zooKeeper(values, SERVERSET_ZK, zk.get())
        .map(url -> new FollowSettings.ServerSets(url, path));
  }
}
