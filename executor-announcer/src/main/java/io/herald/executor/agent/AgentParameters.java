package io.herald.executor.agent;

import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.ExecutorParameters;
import io.herald.mesos.client.Connection;
import io.herald.mesos.credentials.Authorization;
import io.herald.mesos.credentials.IamLogin;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.PrincipalAndSecret;
import io.herald.runtime.time.MonotonicClock;
import io.herald.runtime.tls.PemFile;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** The parameters of announcing a whole agent, beside those of any announcer. */
public final class AgentParameters {

  public static final Parameter<URI> AGENT =
      Parameter.ofFlag(
          "agent",
          ValueTypes.parsed("URL", AgentOptions::address, URI::toString),
          "announce the tasks of this agent whose label io.herald.announce asks for it, instead of a"
              + " job: http://127.0.0.1:5051, or with https");
  public static final Parameter<Duration> POLL_SECS =
      Parameter.ofFlag(
              "agent-poll-secs",
              ValueTypes.fractionalSeconds(AgentOptions.LEAST_INTERVAL),
              "time between an answer of the agent and the next question: agents have no event"
                  + " stream")
          .withDefault(AgentOptions.DEFAULT_INTERVAL);
  private static final Parameter<String> PRINCIPAL =
      Parameter.ofFlag("principal", ValueTypes.anyText("NAME"), "who logs in to the agent");
  private static final Parameter<Path> SECRET_FILE =
      Parameter.ofFlag(
          "secret-file",
          ValueTypes.file("FILE"),
          "file with the principal's secret, for agents that require a login (HTTP Basic); read"
              + " again when it changes");
  private static final Parameter<Path> IAM_CONFIG_FILE =
      Parameter.ofFlag(
          "iam-config-file",
          ValueTypes.file("FILE"),
          "JSON file with uid, private_key and login_endpoint, to log in to agents of DC/OS");
  private static final Parameter<String> CA_CERT_FILE =
      Parameter.ofFlag(
              "ca-cert-file",
              ValueTypes.text("FILE"),
              "PEM file with the authorities that may sign the agent's certificate")
          .withDefaultWords("the system's");
  private static final Parameter<String> CERT_FILE =
      Parameter.ofFlag(
          "cert-file", ValueTypes.text("FILE"), "PEM file with the certificate shown to the agent");
  private static final Parameter<String> KEY_FILE =
      Parameter.ofFlag("key-file", ValueTypes.text("FILE"), "PEM file with the key of --cert-file");

  /** All of them; without {@link #AGENT} none of the others has an effect. */
  public static final List<Parameter<?>> ROWS =
      List.of(
          AGENT,
          POLL_SECS,
          PRINCIPAL,
          SECRET_FILE,
          IAM_CONFIG_FILE,
          CA_CERT_FILE,
          CERT_FILE,
          KEY_FILE);

  /** Of those that all announcers have: what an agent's has no use for, as it ends no task. */
  public static final List<Parameter<?>> WITHOUT_MEANING =
      List.of(
          ExecutorParameters.DRAIN_SECS,
          ExecutorParameters.STOP_TIMEOUT_IN_SECS,
          ExecutorParameters.END_DAEMONIZED,
          ExecutorParameters.ANNOUNCER_WEIGHTS);

  /** How long an answer may take to begin, and be silent in the middle. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private AgentParameters() {}

  /**
   * What the values come to.
   *
   * @throws IllegalArgumentException with a sentence, if a flag or file can't be used
   */
  public static AgentOptions read(Values values, URI agent, ExecutorOptions announcing) {
    return new AgentOptions(agent, connection(values, agent), values.get(POLL_SECS), announcing);
  }

  private static Connection connection(Values values, URI agent) {
    Connection connection = Connection.plain().withRequestTimeout(REQUEST_TIMEOUT);
    Optional<SSLContext> context = Optional.empty();
    if (agent.getScheme().equals("https")) {
      MesosTls tls =
          new MesosTls(
              file(values, CA_CERT_FILE).map(List::of).orElse(List.of()),
              file(values, CERT_FILE),
              file(values, KEY_FILE),
              MesosTls.Verification.NAME_OF_ADDRESS);
      context = Optional.of(tls.context());
      connection = connection.withTls(context.get());
    } else {
      Stream.of(CA_CERT_FILE, CERT_FILE, KEY_FILE)
          .filter(values::isGiven)
          .findFirst()
          .ifPresent(
              row -> {
                throw new IllegalArgumentException(
                    "--" + row.flag() + " has no effect over http; write --agent https://…");
              });
    }
    Optional<Authorization> login = login(values, context);
    return login.isPresent() ? connection.withCredentials(login.get()) : connection;
  }

  private static Optional<PemFile> file(Values values, Parameter<String> row) {
    return values.find(row).map(path -> new PemFile("--" + row.flag(), path));
  }

  private static Optional<Authorization> login(Values values, Optional<SSLContext> context) {
    Optional<Path> secret = values.find(SECRET_FILE);
    Optional<Path> iam = values.find(IAM_CONFIG_FILE);
    Optional<String> principal = values.find(PRINCIPAL);
    if (secret.isPresent() && iam.isPresent()) {
      throw new IllegalArgumentException(
          "--secret-file and --iam-config-file are two ways to log in; give one of them");
    }
    if (iam.isPresent()) {
      return Optional.of(
          IamLogin.ofFile("--iam-config-file", iam.get(), context, MonotonicClock.startingNow()));
    }
    if (secret.isPresent() != principal.isPresent()) {
      throw new IllegalArgumentException(
          secret.isPresent()
              ? "--secret-file \"" + secret.get() + "\": its principal is missing; give --principal"
              : "--principal \""
                  + principal.orElseThrow()
                  + "\": its secret is missing; give --secret-file");
    }
    return secret.map(
        path -> PrincipalAndSecret.ofFile(principal.orElseThrow(), "--secret-file", path));
  }
}
