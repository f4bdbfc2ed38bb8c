package io.herald.launcher;

import io.herald.mesos.client.Connection;
import io.herald.mesos.credentials.Authorization;
import io.herald.mesos.credentials.IamLogin;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.PrincipalAndSecret;
import io.herald.runtime.time.MonotonicClock;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A framework's flags about its masters: principal, login, TLS. */
final class MasterAccessMixin {

  @Option(names = "--principal", paramLabel = "NAME", description = "The framework's principal.")
  private @Nullable String principal;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description =
          "File with the principal's secret, for masters that require a login (HTTP Basic); read"
              + " again when it changes.")
  private @Nullable Path secretFile;

  @Option(
      names = "--iam-config-file",
      paramLabel = "FILE",
      description =
          "JSON file with uid, private_key and login_endpoint, to log in to masters of DC/OS.")
  private @Nullable Path iamConfigFile;

  @Mixin private MesosTlsMixin tls = new MesosTlsMixin();

  Optional<String> principal() {
    return Optional.ofNullable(principal);
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
    if (secretFile != null && iamConfigFile != null) {
      throw new IllegalArgumentException(
          "--secret-file and --iam-config-file are two ways to log in; give one of them");
    }
    if (iamConfigFile != null) {
      return Optional.of(
          IamLogin.ofFile(
              "--iam-config-file", iamConfigFile, context, MonotonicClock.startingNow()));
    }
    if (secretFile == null) {
      return Optional.empty();
    }
    if (principal == null) {
      throw new IllegalArgumentException(
          "--secret-file \"" + secretFile + "\": its principal is missing; give --principal");
    }
    return Optional.of(PrincipalAndSecret.ofFile(principal, "--secret-file", secretFile));
  }
}
