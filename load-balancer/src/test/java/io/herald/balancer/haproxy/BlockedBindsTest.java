package io.herald.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Addresses that HAProxy is to open, as they are found before it does. */
class BlockedBindsTest {

  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(BlockedBinds.class);
  private final BlockedBinds binds = new BlockedBinds(Clock.systemUTC());

  @BeforeEach
  void collectLogLines() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stopCollecting() {
    logger.detachAppender(appender);
  }

  private List<String> logged() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** HAProxy opens its ports with SO_REUSEPORT, as another HAProxy does: neither hears of it. */
  @Test
  void anAddressThatAnotherProcessSharesIsWarnedOfOnce() throws Exception {
    try (ServerSocketChannel other = ServerSocketChannel.open()) {
      other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String bind = "127.0.0.1:" + ((InetSocketAddress) other.getLocalAddress()).getPort();

      assertThat(binds.probe(Set.of(bind))).as("it can be opened").isFalse();
      assertThat(logged())
          .singleElement()
          .asString()
          .contains(bind + " is open in another process too", "another Herald");

      binds.probe(Set.of(bind));
      assertThat(logged()).hasSize(1);
    }
  }

  @Test
  void anAddressThatIsTakenForGoodIsBlockedAndNotCalledShared() throws Exception {
    try (ServerSocketChannel other = ServerSocketChannel.open()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String bind = "127.0.0.1:" + ((InetSocketAddress) other.getLocalAddress()).getPort();

      assertThat(binds.probe(Set.of(bind))).isTrue();
      assertThat(binds.reasons()).containsOnlyKeys(bind);
      assertThat(logged()).singleElement().asString().contains("can't be opened");
    }
  }
}
