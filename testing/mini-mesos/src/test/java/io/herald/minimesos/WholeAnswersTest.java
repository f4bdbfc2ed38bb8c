package io.herald.minimesos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long /state comes whole, however many ask for it at once and however they read: the reads of
 * each kind of client are counted against Content-Length, from the bare socket.
 */
class WholeAnswersTest {

  private static final int TASKS = 2_200; // some 900 KB, more than the sockets hold
  private static final int READERS = 8;
  private static final int ROUNDS = 4;
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");

  @TempDir private Path folder;

  @Test
  void everyReadOfALongStateIsAsLongAsItsHeaderSays() throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try (GeneratedCluster cluster =
        GeneratedCluster.start(MiniMesosOptions.in(folder).withAgents(10), 1, TASKS, 1)) {
      int port = cluster.masters().get(0).port();
      List<Future<String>> reads = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Callable<String> read :
            List.<Callable<String>>of(
                () -> raw(port, "1.1", "", 0),
                () -> raw(port, "1.1", "Connection: close\r\n", 0),
                () -> raw(port, "1.0", "", 0),
                () -> raw(port, "1.1", "Connection: close\r\n", 8 << 10),
                () -> raw(port, "1.0", "", 8 << 10),
                () -> client(port, HttpClient.Version.HTTP_1_1),
                () -> client(port, HttpClient.Version.HTTP_2))) {
          reads.add(readers.submit(read));
        }
      }
      for (Future<String> read : reads) {
        assertThat(read.get()).isEqualTo("whole");
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /**
   * Reads it from a socket.
   *
   * @param window of the receiver, so that most of the answer waits in the server; 0: as it is
   */
  private static String raw(int port, String version, String header, int window)
      throws IOException {
    try (Socket socket = new Socket()) {
      if (window > 0) {
        socket.setReceiveBufferSize(window);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket
          .getOutputStream()
          .write(
              ("GET /state HTTP/" + version + "\r\nHost: mesos\r\n" + header + "\r\n")
                  .getBytes(US_ASCII));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return "no whole head: " + head.toString(ISO_8859_1);
        }
        head.write(next);
      }
      Matcher length = LENGTH.matcher(head.toString(ISO_8859_1));
      if (!length.find()) {
        return "no length: " + head.toString(ISO_8859_1);
      }
      int announced = Integer.parseInt(length.group(1));
      return judged(in.readNBytes(announced), announced);
    }
  }

  private static String client(int port, HttpClient.Version version) throws Exception {
    HttpResponse<byte[]> answer =
        HttpClient.newBuilder()
            .version(version)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/state")).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    return judged(
        answer.body(),
        (int) answer.headers().firstValueAsLong("content-length").orElse(answer.body().length));
  }

  private static String judged(byte[] body, int announced) throws IOException {
    if (body.length != announced) {
      return String.format(Locale.ROOT, "cut at %d of %d bytes", body.length, announced);
    }
    int tasks = new ObjectMapper().readTree(body).at("/frameworks/0/tasks").size();
    return tasks == TASKS ? "whole" : tasks + " tasks";
  }
}
