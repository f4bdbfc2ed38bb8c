package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The trust and the certificate for masters that speak https. */
final class MesosTls {

  private MesosTls() {}

  /**
   * The context; empty if masters speak http. Certificates are always verified: by the given
   * authorities, or else by those that Java trusts.
   *
   * @throws IOException if certificates or key can't be used
   */
  static Optional<SSLContext> of(DnsConfig.Mesos mesos) throws IOException {
    if (!mesos.https()) {
      return Optional.empty();
    }
    try {
      SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
      if (!mesos.caCertFile().isEmpty()) {
        builder.trustManager(new File(mesos.caCertFile()));
      }
      if (!mesos.certFile().isEmpty()) {
        builder.keyManager(new File(mesos.certFile()), new File(mesos.keyFile()));
      }
      SslContext context = builder.build();
      return Optional.of(((JdkSslContext) context).context());
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "caCertFile, certFile or keyFile can't be used for https to the masters: "
              + e.getMessage(),
          e);
    }
  }
}
