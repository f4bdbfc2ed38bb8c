package io.herald.launcher;

import io.herald.mesos.client.Connection;
import io.herald.mesos.credentials.Authorization;
import io.herald.mesos.credentials.IamLogin;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.PrincipalAndSecret;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** What a framework is told about its masters: principal, login, TLS. */
record MasterAccessFlags(
    Optional<String> principal,
    Optional<Path> secretFile,
    Optional<Path> iamConfigFile,
    MesosTlsFlags tls) {

  private static final Parameter<String> PRINCIPAL =
      Parameter.ofFlag("principal", ValueTypes.anyText("NAME"), "the framework's principal");
  private static final Parameter<Path> SECRET_FILE =
      Parameter.ofFlag(
          "secret-file",
          ValueTypes.file("FILE"),
          "file with the principal's secret, for masters that require a login (HTTP Basic); read"
              + " again when it changes");
  private static final Parameter<Path> IAM_CONFIG_FILE =
      Parameter.ofFlag(
          "iam-config-file",
          ValueTypes.file("FILE"),
          "JSON file with uid, private_key and login_endpoint, to log in to masters of DC/OS");

  static final List<Parameter<?>> ROWS =
      Stream.of(List.<Parameter<?>>of(PRINCIPAL, SECRET_FILE, IAM_CONFIG_FILE), MesosTlsFlags.ROWS)
          .flatMap(List::stream)
          .toList();

  static MasterAccessFlags read(Values values) {
    return new MasterAccessFlags(
        values.find(PRINCIPAL),
        values.find(SECRET_FILE),
        values.find(IAM_CONFIG_FILE),
        MesosTlsFlags.read(values));
  }

  /**
   * How the masters are talked to.
   *
   * @throws IllegalArgumentException with a sentence, if a flag or file can't be used
   */
  Connection connection() {
    Optional<SSLContext> context = tls.tls().map(MesosTls::context);
    Connection connection = Connection.plain();
    if (context.isPresent()) {
      connection = connection.withTls(context.get());
    }
    Optional<Authorization> login = login(context);
    return login.isPresent() ? connection.withCredentials(login.get()) : connection;
  }

  private Optional<Authorization> login(Optional<SSLContext> context) {
    if (secretFile.isPresent() && iamConfigFile.isPresent()) {
      throw new IllegalArgumentException(
          "--secret-file and --iam-config-file are two ways to log in; give one of them");
    }
    if (iamConfigFile.isPresent()) {
      return Optional.of(
          IamLogin.ofFile(
              "--iam-config-file", iamConfigFile.get(), context, MonotonicClock.startingNow()));
    }
    if (secretFile.isEmpty()) {
      return Optional.empty();
    }
    if (principal.isEmpty()) {
      throw new IllegalArgumentException(
          "--secret-file \"" + secretFile.get() + "\": its principal is missing; give --principal");
    }
    return Optional.of(
        PrincipalAndSecret.ofFile(principal.get(), "--secret-file", secretFile.get()));
  }
}
