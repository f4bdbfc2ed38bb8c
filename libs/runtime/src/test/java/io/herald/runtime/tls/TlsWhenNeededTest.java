package io.herald.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyManagementException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsWhenNeededTest {

  private SSLContext real;
  private SSLContext lazy;

  @BeforeEach
  void install() throws Exception {
    real = SSLContext.getInstance("Default");
    TlsWhenNeeded.install();
    lazy = SSLContext.getDefault();
  }

  @AfterEach
  void putBack() {
    SSLContext.setDefault(real);
  }

  @Test
  void whatEncryptsIsTheJdksOwn() {
    SSLEngine engine = lazy.createSSLEngine("localhost", 443);
    SSLEngine expected = real.createSSLEngine("localhost", 443);

    assertThat(lazy).isNotSameAs(real);
    assertThat(engine).hasSameClassAs(expected);
    assertThat(engine.getEnabledProtocols()).isEqualTo(expected.getEnabledProtocols());
    assertThat(engine.getEnabledCipherSuites()).isEqualTo(expected.getEnabledCipherSuites());
    assertThat(lazy.getSocketFactory().getDefaultCipherSuites())
        .isEqualTo(real.getSocketFactory().getDefaultCipherSuites());
    // One context, or no session would ever be resumed.
    assertThat(lazy.getClientSessionContext()).isSameAs(lazy.getClientSessionContext());
  }

  @Test
  void itsParametersAreWhatTheJdkHas() {
    assertThat(lazy.getDefaultSSLParameters().getProtocols())
        .isEqualTo(real.getDefaultSSLParameters().getProtocols());
    assertThat(List.of(real.getSupportedSSLParameters().getProtocols()))
        .contains(lazy.getSupportedSSLParameters().getProtocols());
    assertThat(lazy.getDefaultSSLParameters().getCipherSuites())
        .isEqualTo(real.getDefaultSSLParameters().getCipherSuites());
    assertThat(lazy.getSupportedSSLParameters().getCipherSuites())
        .isEqualTo(real.getSupportedSSLParameters().getCipherSuites());
  }

  @Test
  void itIsInitializedAlready() {
    assertThatThrownBy(() -> lazy.init(null, null, null))
        .isInstanceOf(KeyManagementException.class)
        .hasMessage("the default context is initialized already");
  }
}
