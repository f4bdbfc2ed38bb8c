package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command line or a job that can't be announced is refused in a sentence, and nothing starts. */
class AnnounceCommandTest {

  private static final String KEY = "cluster: c\nrole: r\nenvironment: e\nname: n\n";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          announce: {}\\nports: [http] | --anounce-policy=start | unknown flag --anounce-policy; did you mean --announce-policy?
          announce: {}\\nports: [http] | --instance=-1 --port=http=1 | --instance = -1: it must be 0 to 2147483647
          announce: {}\\nports: [http] | --port=http=70000 | --port http=70000 is not a port
          announce: {}\\nports: [http] | --port=http | --port = "http": write NAME=NUMBER
          announce: {}\\nports: [http] | --early-check-interval-secs=-1 --port=http=1 | --early-check-interval-secs = -1: it must be 0 or more
          ports: [http] | --port=http=1 | the job c/r/e/n has no announce block
          announce: {}\\nport: [http] | | job.yaml:6: port: unknown field; did you mean "ports"?
          announce: {}\\nports: [http] | --announcer-ensemble=zk1:x --port=http=1 | --announcer-ensemble: ZooKeeper server "zk1:x": the port must be
          announce: {}\\nports: [http] | --port=http=1 -- x {{nme}} | {{nme}} has no value; there are [
          """)
  void whatIsWrongIsTold(String job, String flags, String expected) throws Exception {
    String error = refused(job.replace("\\n", "\n"), flags == null ? "" : flags);

    assertThat(error).contains(expected);
  }

  @Test
  void anEnsembleIsAMust() throws Exception {
    Path file =
        Files.writeString(folder.resolve("job.yaml"), KEY + "announce: {}\nports: [http]\n");

    assertThat(refused(List.of("announce", "--job", file.toString())))
        .contains("--announcer-ensemble is missing");
  }

  @Test
  void everyMistakeIsToldAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("job.yaml"), KEY + "announce: none\n");

    assertThat(
            refused(
                List.of(
                    "announce",
                    "--job=" + file,
                    "--announcer-serverset-path=aurora",
                    "--drain-secs=-1",
                    "--instance=-1",
                    "--stop-timeout-in-secs=-2")))
        .contains(
            file + ":5: announce",
            "--announcer-serverset-path = \"aurora\" is not a ZooKeeper path",
            "--drain-secs = -1: it must be 0 or more",
            "--stop-timeout-in-secs = -2: it must be 0 or more",
            "--instance = -1: it must be 0 to 2147483647");
    assertThat(refused(List.of("announce", "--job=" + file, "--instance=-1", "--port=a=0,b=70000")))
        .contains(
            file + ":5: announce",
            "--announcer-ensemble is missing",
            "--instance = -1: it must be 0 to 2147483647",
            "--port a=0 is not a port",
            "--port b=70000 is not a port");
  }

  @Test
  void theHelpTellsWhereTheCommandGoes() {
    StringWriter out = new StringWriter();

    int code =
        Herald.commandLine(Map.of()).setOut(new PrintWriter(out)).execute("announce", "--help");

    assertThat(code).isZero();
    assertThat(out.toString()).contains("COMMAND [ARG…]", "--port=NAME=NUMBER", "128 + n");
  }

  private String refused(String job, String flags) throws Exception {
    Path file = Files.writeString(folder.resolve("job.yaml"), KEY + job + "\n");
    List<String> args =
        new ArrayList<>(
            List.of("announce", "--job", file.toString(), "--announcer-hostname", "host1"));
    if (!flags.contains("--announcer-ensemble")) {
      args.add("--announcer-ensemble=127.0.0.1:1");
    }
    if (!flags.isEmpty()) {
      args.addAll(List.of(flags.split(" ")));
    }
    return refused(args);
  }

  private static String refused(List<String> args) {
    StringWriter err = new StringWriter();
    int code =
        Herald.commandLine(Map.of())
            .setErr(new PrintWriter(err))
            .execute(args.toArray(String[]::new));
    assertThat(code).isEqualTo(2);
    return err.toString();
  }
}
