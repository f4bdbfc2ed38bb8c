package io.herald.mesos.credentials;

import io.herald.mesos.credentials.MesosTls.Verification;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.tls.PemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The TLS that Mesos' own environment variables describe (Mesos documentation, "SSL in Mesos"):
 * {@code LIBPROCESS_SSL_ENABLED} and its neighbours, or {@code SSL_…} as before Mesos 1.0. One
 * thing differs on purpose: the agent's certificate is verified unless {@code
 * LIBPROCESS_SSL_VERIFY_SERVER_CERT} (or {@code …_VERIFY_CERT}, its name before 1.10) says false;
 * libprocess verifies it only if that says true.
 */
public final class LibprocessTls {

  private static final String PREFIX = "LIBPROCESS_SSL_";
  private static final String OLD_PREFIX = "SSL_";

  private final Map<String, String> environment;
  private final boolean namesAreOld;

  public LibprocessTls(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    // SSL_CERT_FILE alone is OpenSSL's, a file of authorities, and stands in many environments.
    this.namesAreOld = environment.containsKey(OLD_PREFIX + "ENABLED");
  }

  /**
   * Whether https is spoken.
   *
   * @throws IllegalArgumentException with a sentence, if the variable is neither true nor false
   */
  public boolean enabled() {
    return flag("ENABLED").orElse(false);
  }

  /** Whom to trust; empty: the system's authorities. */
  public List<PemFile> authorities() {
    Optional<PemFile> file = file("CA_FILE");
    return file.isPresent() ? List.of(file.get()) : ofFolder();
  }

  /** The certificate to show. */
  public Optional<PemFile> certificate() {
    return file("CERT_FILE");
  }

  /** Its key. */
  public Optional<PemFile> key() {
    return file("KEY_FILE");
  }

  /** How the agent's certificate is verified. */
  public Verification verification() {
    boolean off =
        !flag("VERIFY_SERVER_CERT").or(() -> flag("VERIFY_CERT")).orElse(true)
            && !flag("VERIFY_CERT").orElse(false);
    return off ? Verification.NONE : Verification.NAME_OF_ADDRESS;
  }

  /** OpenSSL's folder of authorities: each is in a file of its own, named after its hash. */
  private List<PemFile> ofFolder() {
    String name = name("CA_DIR");
    String folder = name == null ? null : environment.get(name);
    if (folder == null || folder.isBlank()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      List<PemFile> found =
          files
              .filter(file -> file.getFileName().toString().matches("[0-9a-f]{8}\\.[0-9]+"))
              .sorted()
              .map(file -> new PemFile(name, file.toString()))
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            name
                + " \""
                + folder
                + "\" holds no file that is named after an authority's hash (01234567.0); run"
                + " openssl rehash on it, or give "
                + PREFIX
                + "CA_FILE");
      }
      return found;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          name + " \"" + folder + "\" can't be read: " + Reason.of(e), e);
    }
  }

  private Optional<PemFile> file(String what) {
    String name = name(what);
    String value = name == null ? null : environment.get(name);
    return value == null || value.isBlank()
        ? Optional.empty()
        : Optional.of(new PemFile(name, value));
  }

  private Optional<Boolean> flag(String what) {
    String name = name(what);
    String value = name == null ? null : environment.get(name);
    if (value == null) {
      return Optional.empty();
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> Optional.of(true);
      case "false", "0" -> Optional.of(false);
      default ->
          throw new IllegalArgumentException(
              name + " = \"" + value + "\": write true or 1, or false or 0");
    };
  }

  /** The variable that is set; the newer name goes first. */
  private @Nullable String name(String what) {
    return environment.containsKey(PREFIX + what)
        ? PREFIX + what
        : namesAreOld && environment.containsKey(OLD_PREFIX + what) ? OLD_PREFIX + what : null;
  }
}
