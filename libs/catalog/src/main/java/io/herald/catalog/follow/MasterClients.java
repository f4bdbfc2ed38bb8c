package io.herald.catalog.follow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.follow.FollowSettings.Login;
import io.herald.mesos.client.HttpClients;
import io.herald.mesos.credentials.Authorization;
import io.herald.mesos.credentials.IamLogin;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.PrincipalAndSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * HTTP clients, trust and logins for the masters, over changes of the settings: while these mean
 * the same trust or login and its files hold the same, it is the same object. So a change of the
 * settings leaves no HTTP client behind, which nothing could close, and needs no new login. Safe
 * for any thread.
 */
final class MasterClients {

  private final Clock clock;
  private final HttpClients http = new HttpClients();

  @GuardedBy("this")
  private @Nullable Made<SSLContext> tls;

  @GuardedBy("this")
  private @Nullable Made<Authorization> login;

  /** Something, and what it was made from. */
  private record Made<T>(List<Object> from, T value) {}

  MasterClients(Clock clock) {
    this.clock = clock;
  }

  HttpClients http() {
    return http;
  }

  /**
   * The trust and identity for https; empty over http. Without authorities of its own the system's
   * vouch for the masters.
   *
   * @throws IllegalArgumentException if a file can't be read or isn't PEM; the message names it
   */
  synchronized Optional<SSLContext> tls(FollowSettings.Masters masters) {
    return masters.tls().map(this::context);
  }

  @GuardedBy("this")
  private SSLContext context(MesosTls settings) {
    List<Object> from =
        Stream.of(
                settings.authorities().stream(),
                settings.certificate().stream(),
                settings.key().stream())
            .flatMap(files -> files)
            .<Object>map(file -> List.of(file, digest(Path.of(file.path()))))
            .toList();
    Made<SSLContext> known = tls;
    if (known == null || !known.from().equals(from)) {
      known = new Made<>(from, settings.context());
      tls = known;
    }
    return known.value();
  }

  /**
   * What logs in; empty if masters are asked without. An https login endpoint is verified by the
   * masters' trust.
   *
   * @throws IllegalArgumentException if the service account's file can't be read or used; the
   *     message names it and holds no secret
   */
  synchronized Optional<Authorization> login(FollowSettings.Masters masters) {
    Optional<SSLContext> trust = tls(masters);
    return masters
        .login()
        .map(
            settings ->
                settings instanceof Login.Iam iam
                    ? login(iam, trust)
                    : login((Login.Basic) settings));
  }

  private static Authorization login(Login.Basic basic) {
    return PrincipalAndSecret.of(basic.principal(), basic.secret());
  }

  @GuardedBy("this")
  private Authorization login(Login.Iam iam, Optional<SSLContext> trust) {
    List<Object> from = List.of(iam, digest(iam.file()), trust);
    Made<Authorization> known = login;
    if (known == null || !known.from().equals(from)) {
      known = new Made<>(from, IamLogin.ofFile(iam.setting(), iam.file(), trust, clock));
      login = known;
    }
    return known.value();
  }

  /** What is in a file; whoever uses one that can't be read reports it. */
  private static String digest(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (IOException e) {
      return "unreadable";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
