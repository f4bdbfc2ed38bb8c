package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.certificates.PemFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The flags that say how Mesos is talked to: what is wrong with them is a sentence and exit 2. */
class MesosAccessFlagsTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void makeFiles() throws Exception {
    PemFiles.in(folder, "one");
    PemFiles.in(folder, "other");
    Files.writeString(folder.resolve("secret"), "hush-4711\n");
    Files.writeString(folder.resolve("empty"), "");
    Files.writeString(folder.resolve("iam.json"), "{\"uid\":\"u\",\"private_key\":hush-4711}");
  }

  private static String run(Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.replaceAll(word -> word.replace("DIR", folder.toString()));
    StringWriter said = new StringWriter();
    CommandLine command = Herald.commandLine(environment);
    int exit =
        command
            .setErr(new PrintWriter(said))
            .setOut(new PrintWriter(said))
            .execute(FlagSpelling.canonical(all.toArray(new String[0])));
    return exit + " " + said.toString().replace(folder.toString(), "DIR").strip();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--secret-file=DIR/secret | --secret-file \"DIR/secret\": its principal is missing;"
            + " give --principal",
        "--principal=p --secret-file=DIR/none | --secret-file \"DIR/none\": it can't be read: there"
            + " is no such file; check the path",
        "--principal=p --secret-file=DIR/empty | --secret-file \"DIR/empty\": it is empty; write"
            + " the secret into it",
        "--principal=p:q --secret-file=DIR/secret | the principal \"p:q\" can't log in: it must not"
            + " be empty or hold a colon",
        "--principal=p --secret-file=DIR/secret --iam-config-file=DIR/iam.json | --secret-file and"
            + " --iam-config-file are two ways to log in; give one of them",
        "--iam-config-file=DIR/iam.json | --iam-config-file \"DIR/iam.json\" can't be used:"
            + " 1:26: this is not JSON: expected a value: a text in double quotes, a number, true,"
            + " false, null, a list or an object; write an object with uid, private_key and login_endpoint",
        "--ca-cert-file=DIR/one.crt | --ca-cert-file \"DIR/one.crt\" has no effect over http; give"
            + " --mesos-https-on as well, or leave it out",
        "--mesos-https-on --ca-cert-file=DIR/none | --ca-cert-file \"DIR/none\" can't be read:"
            + " there is no such file; check the path",
        "--mesos-https-on --ca-cert-file=DIR/secret | --ca-cert-file \"DIR/secret\" holds no"
            + " certificate that can be read",
        "--mesos-https-on --cert-file=DIR/one.crt | --cert-file \"DIR/one.crt\": its private key is"
            + " missing; give the key as well",
        "--mesos-https-on --cert-file=DIR/one.crt --key-file=DIR/other.key | --key-file"
            + " \"DIR/other.key\" is not the key of the first certificate in --cert-file"
            + " \"DIR/one.crt\"; give the two that were made together",
        "--mesos-https-on --cert-file=DIR/one.crt --key-file=DIR/secret | --key-file \"DIR/secret\""
            + " holds no private key in PEM",
      })
  void whatIsWrongIsToldAtOnce(String flags, String sentence) {
    List<String> all =
        new ArrayList<>(
            List.of("scheduler", "--master=127.0.0.1:1", "--job=../examples/http-example.yaml"));
    all.addAll(List.of(flags.strip().split(" ", -1)));

    String told = run(Map.of(), all.toArray(new String[0]));

    assertThat(told).startsWith("2 herald scheduler: " + sentence).doesNotContain("hush-4711");
    assertThat(told.lines()).hasSize(1);
  }

  @Test
  void theHelpShowsNeitherSecretsNorWhatTheEnvironmentSays() {
    Map<String, String> environment =
        Map.of(
            "HERALD_SCHEDULER_SECRET_FILE",
            folder.resolve("secret").toString(),
            "HERALD_SCHEDULER_PRINCIPAL",
            "someone");
    assertThat(run(environment, "scheduler", "--help"))
        .startsWith("0 ")
        .contains("--secret-file")
        .doesNotContain("hush-4711", "someone");
  }

  @ParameterizedTest
  @CsvSource({"scheduler", "executor"})
  void theSpellingsAreThoseOfTheDnsServer(String command) {
    CommandLine dns = Herald.commandLine(Map.of()).getSubcommands().get("dns");
    CommandLine ours = Herald.commandLine(Map.of()).getSubcommands().get(command);
    for (String flag : List.of("--mesos-https-on", "--ca-cert-file", "--cert-file", "--key-file")) {
      assertThat(dns.getCommandSpec().findOption(flag)).as("dns %s", flag).isNotNull();
      assertThat(ours.getCommandSpec().findOption(flag)).as("%s %s", command, flag).isNotNull();
    }
  }
}
