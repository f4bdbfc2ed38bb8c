package io.herald.serverset.zookeeper;

import java.util.List;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * The settings that ZooKeeper's client takes from system properties, but those of TLS only if it is
 * to encrypt ({@code zookeeper.client.secure}): before it looks for these, it makes ready all of
 * Java's cipher suites and the system's authorities, which would be an eighth of an executor's
 * start.
 */
final class ClientSettings extends ZKClientConfig {

  private static final List<String> WITHOUT_TLS =
      List.of(
          JUTE_MAXBUFFER,
          KINIT_COMMAND,
          JGSS_NATIVE,
          ZK_SASL_CLIENT_USERNAME,
          ZK_SASL_CLIENT_CANONICALIZE_HOSTNAME,
          LOGIN_CONTEXT_NAME_KEY,
          ENABLE_CLIENT_SASL_KEY,
          ZOOKEEPER_SERVER_REALM,
          DISABLE_AUTO_WATCH_RESET,
          ZOOKEEPER_CLIENT_CNXN_SOCKET,
          SECURE_CLIENT);

  /** Called by the constructor: reads what has been a system property from the beginning. */
  @Override
  protected void handleBackwardCompatibility() {
    if (Boolean.getBoolean(SECURE_CLIENT)) {
      super.handleBackwardCompatibility();
    } else {
      WITHOUT_TLS.forEach(name -> setProperty(name, System.getProperty(name)));
    }
  }
}
