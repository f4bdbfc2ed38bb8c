package io.herald.runtime.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonTest {

  static List<Arguments> failures() {
    return List.of(
        arguments(new IOException("the disk is on fire"), "the disk is on fire"),
        arguments(new NoSuchFileException("/x"), "there is no such file or folder"),
        arguments(new AccessDeniedException("/x"), "permission denied"),
        arguments(
            new FileSystemException("/x", null, "No space left on device"),
            "no space left on device"),
        arguments(new FileSystemException("/x"), "file system"),
        arguments(new ConnectException(), "connection refused"),
        arguments(new ConnectException("Connection refused"), "connection refused"),
        arguments(
            ofCause(new ConnectException(), new UnresolvedAddressException()),
            "the host name does not resolve here"),
        arguments(new UnknownHostException("zk9"), "the host name \"zk9\" does not resolve here"),
        arguments(
            new UnknownHostException("zk9: Name or service not known"),
            "the host name \"zk9\" does not resolve here"),
        arguments(new HttpTimeoutException("request timed out"), "no answer came in time"),
        arguments(new ClosedChannelException(), "the connection was closed"),
        arguments(new EOFException(), "it ended too early"),
        arguments(
            new SSLHandshakeException(
                "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilder"
                    + "Exception: unable to find valid certification path to requested target"),
            "its certificate is signed by no authority that is trusted here"),
        arguments(
            new SSLException("Unsupported or unrecognized SSL message"), "it does not speak TLS"),
        arguments(
            new IOException("HTTP/1.1 header parser received no bytes"),
            "it closed the connection without an answer; it may speak https"),
        arguments(
            new CompletionException(new NoSuchFileException("/x")),
            "there is no such file or folder"),
        arguments(new UncheckedIOException(new IOException("it broke off")), "it broke off"),
        arguments(new IllegalStateException(new IOException("inside")), "inside"),
        arguments(new ArithmeticException(), "arithmetic"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsToldWithoutJavasWords(Throwable failure, String reason) {
    assertThat(Reason.of(failure)).isEqualTo(reason);
  }

  @Test
  void aFileErrorNamesTheRemedy(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "x");
    assertThat(Reason.of(folder, new IOException("Is a directory")))
        .isEqualTo("it is a folder; name a file in it");
    assertThat(Reason.of(folder.resolve("y"), new NoSuchFileException("y")))
        .isEqualTo("there is no such file; check the path");
    assertThat(Reason.of(file, new MalformedInputException(1)))
        .isEqualTo("it is not UTF-8 text; convert it");
    assertThat(Reason.of(file, new AccessDeniedException("x")))
        .isEqualTo(
            "permission denied; allow the user \""
                + System.getProperty("user.name")
                + "\" to access it");
  }

  private static Throwable ofCause(Throwable failure, Throwable cause) {
    return failure.initCause(cause);
  }
}
