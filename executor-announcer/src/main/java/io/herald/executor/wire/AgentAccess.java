package io.herald.executor.wire;

import io.herald.mesos.client.Connection;
import io.herald.mesos.credentials.BearerToken;
import io.herald.mesos.credentials.LibprocessTls;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.MesosTls.Verification;
import io.herald.runtime.tls.PemFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the executor talks to its agent. What the flags leave open comes from the environment, as for
 * Mesos' own executors: the agent's token, and libprocess' TLS.
 *
 * @param https {@code --mesos-https-on}; absent: {@code LIBPROCESS_SSL_ENABLED}
 * @param authority {@code --ca-cert-file}; absent: {@code LIBPROCESS_SSL_CA_FILE}, {@code
 *     …_CA_DIR}, then the system's
 * @param certificate {@code --cert-file}; absent: {@code LIBPROCESS_SSL_CERT_FILE} with its key
 * @param key {@code --key-file}
 */
public record AgentAccess(
    Optional<Boolean> https,
    Optional<PemFile> authority,
    Optional<PemFile> certificate,
    Optional<PemFile> key) {

  private static final Logger log = LoggerFactory.getLogger(AgentAccess.class);

  /** All of it from the environment. */
  public static final AgentAccess OF_ENVIRONMENT =
      new AgentAccess(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * The connection to the agent that started us.
   *
   * @throws IllegalArgumentException with a sentence, if a file or variable is not usable
   */
  Connection connection(Map<String, String> environment) {
    Connection connection = Connection.plain();
    String token = environment.getOrDefault(BearerToken.EXECUTOR_VARIABLE, "");
    if (!token.isEmpty()) {
      connection =
          connection.withCredentials(new BearerToken(token, BearerToken.EXECUTOR_VARIABLE));
    }
    LibprocessTls libprocess = new LibprocessTls(environment);
    if (!https.orElseGet(libprocess::enabled)) {
      return connection;
    }
    boolean ownIdentity = certificate.isPresent() || key.isPresent();
    MesosTls tls =
        new MesosTls(
            authority.map(List::of).orElseGet(libprocess::authorities),
            ownIdentity ? certificate : libprocess.certificate(),
            ownIdentity ? key : libprocess.key(),
            libprocess.verification());
    if (tls.verification() == Verification.NONE) {
      log.warn(
          "the agent's certificate is not verified because LIBPROCESS_SSL_VERIFY_SERVER_CERT is false; set it to true, and LIBPROCESS_SSL_CA_FILE to the authority's certificate");
    }
    return connection.withTls(tls.context());
  }
}
