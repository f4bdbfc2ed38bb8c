package io.herald.launcher;

import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.MesosTls.Verification;
import io.herald.runtime.tls.PemFile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The flags about https to Mesos, for each command that talks to it; spelled as those of {@code
 * herald dns}.
 */
final class MesosTlsMixin {

  private static final String HTTPS = "--mesos-https-on";

  @Option(
      names = HTTPS,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description =
          "Whether Mesos speaks https; if not given, an executor goes by LIBPROCESS_SSL_ENABLED, a"
              + " scheduler speaks http.")
  private @Nullable Boolean https;

  @Option(
      names = "--ca-cert-file",
      paramLabel = "FILE",
      description =
          "PEM file with the authorities that may sign its certificate (default: the system's).")
  private @Nullable String authority;

  @Option(
      names = "--cert-file",
      paramLabel = "FILE",
      description = "PEM file with the certificate shown to Mesos.")
  private @Nullable String certificate;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "PEM file with the key of --cert-file.")
  private @Nullable String key;

  /** What {@code --mesos-https-on} says; empty if it isn't given. */
  Optional<Boolean> https() {
    return Optional.ofNullable(https);
  }

  Optional<PemFile> authority() {
    return file("--ca-cert-file", authority);
  }

  Optional<PemFile> certificate() {
    return file("--cert-file", certificate);
  }

  Optional<PemFile> key() {
    return file("--key-file", key);
  }

  /**
   * The TLS of the flags alone; empty for http.
   *
   * @throws IllegalArgumentException with a sentence, if the flags contradict each other
   */
  Optional<MesosTls> tls() {
    if (https().orElse(false)) {
      return Optional.of(
          new MesosTls(
              authority().map(List::of).orElse(List.of()),
              certificate(),
              key(),
              Verification.NAME));
    }
    authority()
        .or(this::certificate)
        .or(this::key)
        .ifPresent(
            file -> {
              throw new IllegalArgumentException(
                  file + " has no effect over http; give " + HTTPS + " as well, or leave it out");
            });
    return Optional.empty();
  }

  private static Optional<PemFile> file(String flag, @Nullable String path) {
    return path == null ? Optional.empty() : Optional.of(new PemFile(flag, path));
  }
}
