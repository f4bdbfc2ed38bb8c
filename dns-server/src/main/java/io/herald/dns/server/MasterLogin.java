package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.herald.mesos.credentials.Authorization;
import io.herald.mesos.credentials.IamLogin;
import io.herald.mesos.credentials.PrincipalAndSecret;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The login that {@code MesosAuthentication}, its credentials and {@code IAMConfigFile} mean. */
final class MasterLogin {

  private MasterLogin() {}

  /**
   * The login; empty if masters are asked without.
   *
   * @param tls of the masters; an https login endpoint is verified by the same authorities
   * @throws IllegalArgumentException if the IAM file can't be read or is no good; the message names
   *     the file and holds no secret
   */
  static Optional<Authorization> of(DnsConfig.Mesos mesos, Optional<SSLContext> tls, Clock clock) {
    return switch (mesos.authentication()) {
      case "basic" ->
          Optional.of(
              PrincipalAndSecret.of(mesos.credentials().principal(), mesos.credentials().secret()));
      case "iam" ->
          Optional.of(IamLogin.ofFile("IAMConfigFile", Path.of(mesos.iamConfigFile()), tls, clock));
      default -> Optional.empty();
    };
  }
}
