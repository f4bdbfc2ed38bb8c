package io.herald.balancer.proxy.epoll;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;

/** What can be set of a {@link LinuxStream}: what every channel has, and SO_LINGER. */
final class StreamConfig extends DefaultChannelConfig {

  private final LinuxStream stream;
  private final LinuxSocket socket;

  StreamConfig(LinuxStream stream, LinuxSocket socket, RecvByteBufAllocator reads) {
    super(stream, reads);
    this.stream = stream;
    this.socket = socket;
    setAutoClose(false);
  }

  @Override
  protected void autoReadCleared() {
    stream.stopReading();
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    if (!ChannelOption.SO_LINGER.equals(option)) {
      return super.setOption(option, value);
    }
    try {
      socket.setSoLinger((Integer) value);
    } catch (IOException e) {
      throw new ChannelException(e);
    }
    return true;
  }
}
