package io.herald.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.monitor.ServerSetListener;
import io.herald.serverset.monitor.ServerSetMonitor;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Clients that ask a random member of the set, one request after the other, each over a connection
 * of its own. They know the set from a monitor, as any client does: a change reaches them within
 * the drain time, not at once.
 */
final class Clients implements AutoCloseable {

  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();
  private final ZooKeeperConnection connection;
  private final ServerSetMonitor monitor;
  private final Books books;

  Clients(String ensemble, ServerSetPath path, int number, Books books) {
    this.books = books;
    this.connection = ZooKeeperConnection.open(ZooKeeperOptions.of(ensemble));
    this.monitor = ServerSetMonitor.ofTree(connection, path, new Ports());
    for (int i = 0; i < number; i++) {
      threads.add(new Thread(this::ask, "client " + i));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  int endpoints() {
    return ports.size();
  }

  @Override
  public void close() throws InterruptedException {
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    monitor.close();
    connection.close();
  }

  private void ask() {
    while (!over.get()) {
      List<Integer> known = List.copyOf(ports.values());
      if (known.isEmpty()) {
        books.wrong("the set is empty");
        return;
      }
      int port = known.get(ThreadLocalRandom.current().nextInt(known.size()));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("GET /hello HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
        if (answer.endsWith("\r\n\r\nhello")) {
          books.count("requests answered");
        } else {
          books.wrong("port " + port + " answered " + answer);
        }
      } catch (IOException e) {
        books.wrong("port " + port + ": " + e);
      }
    }
  }

  private final class Ports implements ServerSetListener {

    @Override
    public void added(ServerSetPath group, String nodeName, Member member) {
      ports.put(nodeName, member.serviceEndpoint().port());
    }

    @Override
    public void removed(ServerSetPath group, String nodeName, Member member) {
      ports.remove(nodeName);
    }

    @Override
    public void malformed(ServerSetPath group, String nodeName, MemberFormatException reason) {
      books.wrong(nodeName + " is malformed: " + reason.getMessage());
    }

    @Override
    public void connected(boolean connected) {}
  }
}
