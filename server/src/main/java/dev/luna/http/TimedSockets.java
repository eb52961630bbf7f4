package dev.luna.http;

import io.helidon.common.socket.SocketOptions;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Options of client connections, with a limit to the wait for a byte. The server library has such a
 * setting, but does not apply it to the connections that it accepts.
 */
final class TimedSockets implements SocketOptions {
  private final SocketOptions base;

  TimedSockets(Duration readTimeout) {
    this.base = SocketOptions.builder().readTimeout(readTimeout).tcpNoDelay(true).build();
  }

  @Override
  public void configureSocket(SocketChannel socket) {
    base.configureSocket(socket);
    try {
      socket.socket().setSoTimeout((int) readTimeout().toMillis());
    } catch (SocketException e) {
      // The client has gone already; the first read will find out.
    }
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return base.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return base.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return base.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return base.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return base.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return base.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return base.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return base.tcpNoDelay();
  }
}
