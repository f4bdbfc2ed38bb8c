package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.herald.certificates.PemFiles;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Job;
import io.herald.jobs.Lifecycle;
import io.herald.mesos.client.Connection;
import io.herald.mesos.client.OperatorClient;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.PrincipalAndSecret;
import io.herald.mesos.leader.LeaderDetectors;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.MiniMesosSecurity;
import io.herald.minimesos.http.ServerTls;
import io.herald.runtime.tls.PemFile;
import io.herald.scheduler.DiscoveryOptions;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A cluster that demands everything that Mesos can demand: a login of frameworks, a token of
 * executors, https with certificates on both sides. The executors are real processes.
 */
@Timeout(300)
class SecuredClusterTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path folder;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final AppenderBase<ILoggingEvent> recorder =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
          log.add(line.getFormattedMessage());
        }
      };

  private PemFiles cluster;
  private PemFiles ours;
  private Path secret;
  private MiniMesos mesos;

  @BeforeEach
  void startMesos() throws Exception {
    recorder.setContext(root.getLoggerContext());
    recorder.start();
    root.addAppender(recorder);
    cluster = PemFiles.in(folder, "mesos");
    ours = PemFiles.in(folder, "herald");
    secret = Files.writeString(folder.resolve("secret"), "hush-4711\n");
    mesos =
        MiniMesos.start(
            MiniMesosOptions.in(folder.resolve("mesos"))
                .withSecurity(
                    MiniMesosSecurity.NONE
                        .withLogins(Map.of("shop", "hush-4711"))
                        .withExecutorTokens()
                        .withTls(
                            ServerTls.of(cluster.certificate(), cluster.key())
                                .requiring(ours.certificate()))));
  }

  @AfterEach
  void stopMesos() {
    mesos.close();
    root.detachAppender(recorder);
  }

  @Test
  void aTaskRunsAndNeitherItsEnvironmentNorALogHoldsASecret() throws Exception {
    try (ExampleFramework framework = framework()) {
      framework.start();

      awaitRunning();

      String environment = Files.readString(folder.resolve("environment"));
      assertThat(environment)
          .contains("MESOS_EXECUTOR_ID=", "LIBPROCESS_SSL_ENABLED=true")
          .doesNotContain("MESOS_EXECUTOR_AUTHENTICATION_TOKEN");
    }
    assertThat(log).noneMatch(line -> line.contains("hush-4711"));
  }

  @Test
  void aWrongSecretIsToldWithItsFileAndARightOneIsTakenWithoutARestart() throws Exception {
    Files.writeString(secret, "hush-0815");
    try (ExampleFramework framework = framework()) {
      framework.start();

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  log.stream()
                      .anyMatch(
                          line ->
                              line.contains(
                                  "/api/v1/scheduler answered 401 (principal \"shop\" is not"
                                      + " accepted: correct the principal, or its secret in \""
                                      + secret
                                      + "\")")));
      Files.writeString(secret, "hush-4711");
      awaitRunning();
    }
    assertThat(log).noneMatch(line -> line.contains("hush-"));
  }

  private Connection connection() {
    MesosTls tls =
        new MesosTls(
            List.of(new PemFile("--ca-cert-file", cluster.certificate().toString())),
            Optional.of(new PemFile("--cert-file", ours.certificate().toString())),
            Optional.of(new PemFile("--key-file", ours.key().toString())),
            MesosTls.Verification.NAME);
    return Connection.plain()
        .withTls(tls.context())
        .withCredentials(PrincipalAndSecret.ofFile("shop", "--secret-file", secret));
  }

  private ExampleFramework framework() {
    Map<String, String> executor = new HashMap<>();
    executor.put("CLASSPATH", System.getProperty("java.class.path"));
    executor.put("FOLDER", folder.toString());
    executor.put("LIBPROCESS_SSL_ENABLED", "true");
    executor.put("LIBPROCESS_SSL_CA_FILE", cluster.certificate().toString());
    executor.put("LIBPROCESS_SSL_CERT_FILE", ours.certificate().toString());
    executor.put("LIBPROCESS_SSL_KEY_FILE", ours.key().toString());
    FrameworkOptions options =
        new FrameworkOptions(
            mesos.masterUrl(),
            System.getProperty("user.name"),
            "*",
            Optional.of("shop"),
            Duration.ofMinutes(5),
            Optional.of(folder.resolve("framework-id")),
            ExecutorUnderTest.command(),
            executor,
            OnExit.TEARDOWN);
    Job job =
        Job.builder(
                FrameworkStory.KEY,
                "env > \"$FOLDER/env\"; mv \"$FOLDER/env\" \"$FOLDER/environment\"; exec sleep 600")
            .lifecycle(new Lifecycle(Duration.ZERO, Duration.ofSeconds(1)))
            .build();
    return FrameworkModule.framework(
        options, DiscoveryOptions.builder().build(), List.of(job), connection());
  }

  private void awaitRunning() {
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("environment")));
    try (OperatorClient operator =
        new OperatorClient(LeaderDetectors.parse(mesos.masterUrl()), connection())) {
      operator.follow();
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () -> {
                try (InputStream state = operator.get("/state")) {
                  return new String(state.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                      .contains("\"state\":\"TASK_RUNNING\"");
                }
              });
    }
  }
}
