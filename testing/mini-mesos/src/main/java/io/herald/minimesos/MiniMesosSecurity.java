package io.herald.minimesos;

import io.herald.minimesos.http.Logins;
import io.herald.minimesos.http.ServerTls;
import java.util.Map;
import java.util.Optional;

/**
 * What a cluster demands of whoever talks to it.
 *
 * @param logins principals and secrets that operators and frameworks log in with at the master
 *     ({@code --credentials}, {@code --authenticate_http_readonly}, {@code …_readwrite}, {@code
 *     …_frameworks})
 * @param executorTokens whether executors must show the agent's token ({@code
 *     --authenticate_http_executors})
 * @param tls what master and agents speak https with; absent: http
 */
public record MiniMesosSecurity(Logins logins, boolean executorTokens, Optional<ServerTls> tls) {

  /** Nothing is demanded, http is spoken; as Mesos does without any of its flags. */
  public static final MiniMesosSecurity NONE =
      new MiniMesosSecurity(new Logins(Map.of()), false, Optional.empty());

  /** Demands of frameworks and operators that they log in. */
  public MiniMesosSecurity withLogins(Map<String, String> secrets) {
    return new MiniMesosSecurity(new Logins(secrets), executorTokens, tls);
  }

  /** Demands of executors their token. */
  public MiniMesosSecurity withExecutorTokens() {
    return new MiniMesosSecurity(logins, true, tls);
  }

  /** Master and agents speak https alone. */
  public MiniMesosSecurity withTls(ServerTls newTls) {
    return new MiniMesosSecurity(logins, executorTokens, Optional.of(newTls));
  }
}
