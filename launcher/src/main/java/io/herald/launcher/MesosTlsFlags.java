package io.herald.launcher;

import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.MesosTls.Verification;
import io.herald.runtime.tls.PemFile;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;
import java.util.Optional;

/**
 * What a command that talks to Mesos is told about https; spelled as the flags of {@code herald
 * dns}.
 *
 * @param https what {@code --mesos-https-on} says; empty if it isn't given
 */
record MesosTlsFlags(
    Optional<Boolean> https,
    Optional<PemFile> authority,
    Optional<PemFile> certificate,
    Optional<PemFile> key) {

  private static final Parameter<Boolean> MESOS_HTTPS_ON =
      Parameter.ofFlag(
          "mesos-https-on",
          ValueTypes.onOff(),
          "whether Mesos speaks https; if not given, an executor goes by LIBPROCESS_SSL_ENABLED, a"
              + " scheduler speaks http");
  private static final Parameter<String> CA_CERT_FILE =
      Parameter.ofFlag(
              "ca-cert-file",
              ValueTypes.text("FILE"),
              "PEM file with the authorities that may sign its certificate")
          .withDefaultWords("the system's");
  private static final Parameter<String> CERT_FILE =
      Parameter.ofFlag(
          "cert-file", ValueTypes.text("FILE"), "PEM file with the certificate shown to Mesos");
  private static final Parameter<String> KEY_FILE =
      Parameter.ofFlag("key-file", ValueTypes.text("FILE"), "PEM file with the key of --cert-file");

  static final List<Parameter<?>> ROWS = List.of(MESOS_HTTPS_ON, CA_CERT_FILE, CERT_FILE, KEY_FILE);

  static MesosTlsFlags read(Values values) {
    return new MesosTlsFlags(
        values.find(MESOS_HTTPS_ON),
        file(values, CA_CERT_FILE),
        file(values, CERT_FILE),
        file(values, KEY_FILE));
  }

  private static Optional<PemFile> file(Values values, Parameter<String> row) {
    return values.find(row).map(path -> new PemFile("--" + row.flag(), path));
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
                  file
                      + " has no effect over http; give --"
                      + MESOS_HTTPS_ON.flag()
                      + " as well, or leave it out");
            });
    return Optional.empty();
  }
}
