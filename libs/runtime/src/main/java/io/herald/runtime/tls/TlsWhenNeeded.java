package io.herald.runtime.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's default TLS context, made when something encrypts with it. The JDK's HTTP client and
 * ZooKeeper's client ask for it in their first moments, whether they encrypt or not, and it reads
 * all of the system's authorities: without this, that is a sixth of an executor's start. For whose
 * process it is to install, so for a {@code main} alone.
 */
public final class TlsWhenNeeded extends SSLContext {

  private TlsWhenNeeded() {
    super(new Context(), null, "Default");
  }

  /** Takes the place of {@link SSLContext#getDefault} in this process from now on. */
  public static void install() {
    SSLContext.setDefault(new TlsWhenNeeded());
  }

  /** Parameters that know the versions at once, and the real context's cipher suites when asked. */
  private static final class Parameters extends SSLParameters {

    /** What Java 17 and later have; those before are disabled in them. */
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final Supplier<SSLParameters> real;
    private boolean known;

    Parameters(Supplier<SSLParameters> real) {
      this.real = real;
      setProtocols(VERSIONS);
    }

    @Override
    public void setCipherSuites(String[] suites) {
      known = true;
      super.setCipherSuites(suites);
    }

    @Override
    public String[] getCipherSuites() {
      if (!known) {
        setCipherSuites(real.get().getCipherSuites());
      }
      return super.getCipherSuites();
    }
  }

  private static final class Context extends SSLContextSpi {

    @GuardedBy("this")
    private @Nullable SSLContext real;

    private synchronized SSLContext real() {
      if (real == null) {
        try {
          real = SSLContext.getInstance("Default");
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("this Java has no TLS: " + e.getMessage(), e);
        }
      }
      return real;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("the default context is initialized already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return real().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return real().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return real().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return real().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return real().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return real().getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return new Parameters(() -> real().getDefaultSSLParameters());
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return new Parameters(() -> real().getSupportedSSLParameters());
    }
  }
}
