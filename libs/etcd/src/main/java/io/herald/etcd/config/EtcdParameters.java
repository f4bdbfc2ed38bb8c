package io.herald.etcd.config;

import io.herald.etcd.EtcdEndpoint;
import io.herald.etcd.EtcdSettings;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How etcd is reached: the rows, which a command may have with a word before their names.
 *
 * @param endpoints without them there is no etcd
 */
public record EtcdParameters(
    Parameter<List<EtcdEndpoint>> endpoints,
    Parameter<Path> caFile,
    Parameter<Path> certFile,
    Parameter<Path> keyFile,
    Parameter<String> user,
    Parameter<Path> passwordFile) {

  /**
   * Rows that begin so.
   *
   * @param key {@code etcd}, {@code publishEtcd}
   * @param flag {@code etcd}, {@code publish-etcd}
   * @param purpose what is done with etcd: the first row's meaning begins with it
   */
  public static EtcdParameters of(String key, String flag, String purpose) {
    return new EtcdParameters(
        Parameter.of(
            key,
            flag,
            ValueTypes.listOf("URL,…", EtcdEndpoint::parse, EtcdEndpoint::toString)
                .distinct()
                .notEmpty("write at least one, as http://127.0.0.1:2379"),
            purpose
                + ": the URLs of etcd's members, http://HOST:2379 or https://HOST:2379; the next is"
                + " asked when one is away"),
        Parameter.of(
            key + "CaFile",
            flag + "-ca-file",
            ValueTypes.file("FILE"),
            "certificates that vouch for etcd's members, PEM; if not given, those that Java trusts"),
        Parameter.of(
            key + "CertFile",
            flag + "-cert-file",
            ValueTypes.file("FILE"),
            "certificate that etcd is shown, PEM; with " + flag + "-key-file"),
        Parameter.of(
            key + "KeyFile",
            flag + "-key-file",
            ValueTypes.file("FILE"),
            "its key, PEM, unencrypted"),
        Parameter.of(
            key + "User",
            flag + "-user",
            ValueTypes.text("NAME"),
            "user of etcd; with " + flag + "-password-file"),
        Parameter.of(
            key + "PasswordFile",
            flag + "-password-file",
            ValueTypes.file("FILE"),
            "file with the user's password; read again with each connection"));
  }

  /** All of them, in the order of the help. */
  public List<Parameter<?>> rows() {
    return List.of(endpoints, caFile, certFile, keyFile, user, passwordFile);
  }

  /** What they come to, with etcd's usual time-out. */
  public Optional<EtcdSettings> read(Values values) {
    return read(values, EtcdSettings.DEFAULT_TIMEOUT);
  }

  /** What they come to; empty if no endpoint is given. What is wrong is noted in the values. */
  public Optional<EtcdSettings> read(Values values, Duration timeout) {
    Optional<List<EtcdEndpoint>> given = values.find(endpoints).filter(list -> !list.isEmpty());
    Optional<EtcdSettings.ClientCertificate> certificate =
        both(values, certFile, keyFile, EtcdSettings.ClientCertificate::new);
    Optional<EtcdSettings.User> login =
        both(
            values,
            user,
            passwordFile,
            (name, file) ->
                new EtcdSettings.User(name, file, user.key() + " and " + passwordFile.key()));
    Optional<Path> ca = values.find(caFile);
    if (given.isEmpty()) {
      if (!values.isGiven(endpoints)) {
        for (Parameter<?> row : List.of(caFile, certFile, keyFile, user, passwordFile)) {
          if (values.isGiven(row)) {
            values.problem(
                row,
                "it has no effect without "
                    + endpoints.key()
                    + " (--"
                    + endpoints.flag()
                    + "); give that too");
          }
        }
      }
      return Optional.empty();
    }
    try {
      return Optional.of(new EtcdSettings(given.get(), ca, certificate, login, timeout));
    } catch (IllegalArgumentException e) {
      values.problem(endpoints, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Makes one of two. */
  private interface Pair<A, B, T> {
    T of(A one, B other);
  }

  private static <A, B, T> Optional<T> both(
      Values values, Parameter<A> one, Parameter<B> other, Pair<A, B, T> pair) {
    Optional<A> first = values.find(one);
    Optional<B> second = values.find(other);
    if (values.isGiven(one) != values.isGiven(other)) {
      Parameter<?> given = values.isGiven(one) ? one : other;
      Parameter<?> missing = values.isGiven(one) ? other : one;
      values.problem(given, missing.key() + " belongs to it; give both, or neither");
    }
    return first.isPresent() && second.isPresent()
        ? Optional.of(pair.of(first.get(), second.get()))
        : Optional.empty();
  }
}
