package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.minietcd.MiniEtcd;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code herald dns explain} of names that SkyDNS' keys answer: no server, and no master, runs. */
class KeysExplanationTest {

  private static final String PREFIX = "/skydns/local/skydns/";

  @TempDir private Path folder;
  private MiniEtcd etcd;

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(folder);
    etcd.etcdctl("put", PREFIX + "test/db/1", "{\"host\":\"10.0.0.1\",\"port\":5432}");
    etcd.etcdctl("put", PREFIX + "prod/db/1", "{\"host\":\"10.0.0.2\",\"port\":5432}");
    etcd.etcdctl("put", PREFIX + "prod/secret", "{\"host\":\"10.0.0.3\"}");
  }

  @AfterEach
  void stop() throws Exception {
    etcd.close();
  }

  /** Its exit code, then its lines. */
  private static List<String> explain(String name, String... flags) {
    StringWriter out = new StringWriter();
    CommandLine command = ExplainCommand.commandLine(Map.of());
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(out, true));
    command.setExecutionExceptionHandler(
        (failure, line, result) -> {
          line.getOut().println(failure.getMessage());
          return 1;
        });
    List<String> args = new ArrayList<>(List.of(name, "--master", "127.0.0.1:1"));
    args.addAll(List.of(flags));
    int code = command.execute(args.toArray(String[]::new));
    List<String> lines = new ArrayList<>(List.of("" + code));
    out.toString().lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
    return lines;
  }

  @Test
  void aRecordIsToldWithItsKey() {
    assertThat(explain("DB.test.skydns.local", "--etcd", etcd.endpoint()))
        .containsExactly(
            "0",
            "db.test.skydns.local: it has records",
            "A 10.0.0.1",
            "SkyDNS' keys at this name and below it",
            "from skydns key " + PREFIX + "test/db/1",
            "SRV 10 100 5432 1.db.test.skydns.local.",
            "SkyDNS' keys at this name and below it",
            "from skydns key " + PREFIX + "test/db/1");
  }

  @Test
  void aClientIsInItsEnvironmentAndToldWhatIsHidden() {
    String[] flags = {
      "--etcd", etcd.endpoint(), "--environments", "test=10.1.0.0/16;prod=", "--client", "10.1.0.9"
    };
    assertThat(explain("db.skydns.local", flags))
        .startsWith("0")
        .contains(
            "A 10.0.0.1",
            "the client 10.1.0.9 is in the environment test",
            "in test it stands for db.test.skydns.local");
    assertThat(explain("secret.skydns.local", flags))
        .startsWith("1", "secret.skydns.local: there is no such name")
        .contains(
            "in prod it stands for secret.prod.skydns.local, which is hidden from test; see imports,"
                + " shared and alias keys");
    assertThat(explain("secret.prod.skydns.local", flags))
        .startsWith("1", "secret.prod.skydns.local: there is no such name")
        .anyMatch(line -> line.startsWith("keys of the environment prod are hidden from test"));
  }

  @Test
  void anAliasKeyIsToldWithWhatItLeadsTo() throws Exception {
    etcd.etcdctl("put", PREFIX + "test/ledger", "{\"host\":\"db.prod.skydns.local\"}");

    assertThat(
            explain(
                "ledger.skydns.local",
                "--etcd",
                etcd.endpoint(),
                "--environments",
                "test=10.1.0.0/16;prod=",
                "--client",
                "10.1.0.9"))
        .startsWith("0", "ledger.skydns.local: it has records")
        .containsSubsequence(
            "CNAME db.prod.skydns.local.", "from skydns key " + PREFIX + "test/ledger")
        .containsSubsequence("A 10.0.0.2", "from skydns key " + PREFIX + "prod/db/1");
  }

  @Test
  void keysThatCannotBeReadAreAnErrorThatSaysWhy() throws Exception {
    etcd.kill();
    assertThat(explain("db.test.skydns.local", "--etcd", etcd.endpoint(), "--wait", "1"))
        .startsWith("1")
        .last()
        .asString()
        .startsWith("SkyDNS' keys couldn't be read within 1 s: " + etcd.endpoint() + ": ");
  }
}
