package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameFitter;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.DnsName;
import io.herald.services.instance.Publication;
import io.herald.services.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One bad thing, very often or very long, costs in proportion. At the square of it each of these
 * would take from minutes to hours; the time-out only ends them.
 */
@Timeout(600)
class CrowdTest {

  private static final Framework MARATHON = Cluster.framework("marathon", "s@10.0.0.9:80");
  private static final Agent AGENT = Cluster.agent("x-S1", "10.1.0.1");
  private static final int MANY = 20_000;
  private static final int CHARACTERS = 18_000_000;

  private static Entity[] many(IntFunction<Entity> each) {
    return IntStream.range(0, MANY).mapToObj(each).toArray(Entity[]::new);
  }

  @Test
  void namesThatBecomeOneAreToldOnce() {
    String longest = "l".repeat(63);
    Entity[] tasks = many(i -> Cluster.task(MARATHON, AGENT, "t" + i, longest + i));
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT);

    cluster.put(tasks);

    String name = longest + ".marathon.mesos";
    assertThat(cluster.at(name + ".")).containsExactly("A 10.1.0.1");
    assertThat(cluster.problems(NameProblem.COLLISION))
        .filteredOn(problem -> problem.what().startsWith(name))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("tasks \"" + longest + "0\" of"));

    Task one = (Task) tasks[MANY / 2];
    Task changed = Cluster.ports(one, new PortRange(31000, 31000));
    cluster.put(changed);
    assertThat(cluster.zone.lastAdded).isEqualTo(1);

    cluster.remove(tasks);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
    assertThat(cluster.naming.problems().counts()).containsEntry(NameProblem.COLLISION, 0);
  }

  @Test
  void aNameWithDotsThatAllWouldHaveIsNobodys() {
    NamingOptions dotted =
        Cluster.OPTIONS.with(Publication.DEFAULT, new NameForms(false, false, true), List.of());
    NamedCluster cluster = new NamedCluster(dotted, MARATHON, AGENT);
    Entity[] tasks = many(i -> Cluster.task(MARATHON, AGENT, "t" + i, "a.b" + (char) (0x4e00 + i)));
    String name = "a.b.marathon.mesos.";
    cluster.put(tasks[0]);
    assertThat(cluster.at(name)).hasSize(1);
    cluster.put(tasks);
    assertThat(cluster.at(name)).isEmpty();
    cluster.remove(Arrays.copyOfRange(tasks, 1, tasks.length));
    assertThat(cluster.at(name)).hasSize(1);
  }

  @Test
  void fiveOfACrowdAreNamedAndTheLastTwoUntilOneIsGone() {
    String longest = "l".repeat(63);
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT);
    Entity[] tasks =
        IntStream.range(0, 7)
            .mapToObj(i -> Cluster.task(MARATHON, AGENT, "t" + i, longest + i))
            .toArray(Entity[]::new);
    cluster.put(tasks);
    String crowd = only(cluster);
    assertThat(crowd).contains(longest + "0\"").doesNotContain(longest + "5\"");

    cluster.remove(Arrays.copyOfRange(tasks, 0, 5));
    assertThat(only(cluster))
        .isEqualTo(
            longest
                + ".marathon.mesos is the name of tasks \""
                + longest
                + "5\" of framework \"marathon\" and of tasks \""
                + longest
                + "6\" of framework \"marathon\"; their records are mixed");
    cluster.remove(tasks[5]);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
  }

  private static String only(NamedCluster cluster) {
    List<Problem> problems = cluster.problems(NameProblem.COLLISION);
    assertThat(problems).hasSize(1);
    return problems.get(0).what();
  }

  /** Two frameworks of one name that count their tasks alike: each canonical name is shared. */
  @Test
  void canonicalNamesThatAreSharedAreAllFound() {
    Framework again = new Framework("f-2", "marathon", "", MARATHON.pid(), true);
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, again, AGENT);
    cluster.put(many(i -> Cluster.task(MARATHON, AGENT, "web." + i, "web")));
    assertThat(cluster.naming.canonicalCollisions()).hasSizeLessThan(100);

    cluster.put(many(i -> Cluster.task(again, AGENT, "web." + i, "web")));

    // Some hashes are shared by four.
    assertThat(cluster.naming.canonicalCollisions()).hasSizeBetween(MANY - 200, MANY);
    cluster.remove(many(i -> Cluster.task(again, AGENT, "web." + i, "web")));
    assertThat(cluster.naming.canonicalCollisions()).hasSizeLessThan(200);
  }

  @Test
  void aDiscoveryNameOfMillionsOfLabelsIsServedAsOneLabel() {
    String name = "abcdefghijklmnopqrst.".repeat(CHARACTERS / 21) + "z";
    Task task = Cluster.discovery(Cluster.task(MARATHON, AGENT, "t1", "web"), name);
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT);

    cluster.put(task);

    assertThat(cluster.at("abcdefghijklmnopqrst-".repeat(3).substring(0, 62) + "a.marathon.mesos."))
        .containsExactly("A 10.1.0.1");
    assertThat(cluster.problems(NameProblem.NAME_TOO_LONG))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .startsWith("its discovery name \"abcdefghijklmnopqrst.abc")
                    .endsWith("…\" has more labels than fit into 255 bytes; served as one label"));
    cluster.remove(task);
    assertThat(cluster.text()).noneMatch(record -> record.contains("abcdefghijkl"));
  }

  @Test
  void aDiscoveryNameOfOneGiantLabelIsCut() {
    Task task =
        Cluster.discovery(
            Cluster.task(MARATHON, AGENT, "t1", "web"), "w".repeat(CHARACTERS) + ".prod");
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, AGENT, task);
    cluster.put(Cluster.on(task, MARATHON, AGENT));
    assertThat(cluster.text())
        .anyMatch(record -> record.matches("A w{57}-.{5}\\.prod\\.marathon\\.mesos\\. .*"));
  }

  @Test
  void aFrameworkWhoseNameIsGiantCostsItsTasksNothing() {
    Framework giant =
        new Framework(
            "f-giant", "abcdefghijklmnopqrst.".repeat(CHARACTERS / 21), "", Optional.empty(), true);
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, giant, AGENT);
    cluster.put(
        IntStream.range(0, 2000)
            .mapToObj(i -> Cluster.task(giant, AGENT, "t" + i, "web" + i))
            .toArray(Entity[]::new));
    assertThat(cluster.text()).noneMatch(record -> record.contains("web"));
    assertThat(cluster.naming.problems().counts().get(NameProblem.NAME_TOO_LONG))
        .isGreaterThanOrEqualTo(2000);
  }

  @Test
  void aNameWithTooManyLabelsIsNotCutLabelByLabel() {
    assertThat(NameFitter.name("abcdefghijklmnopqrst.".repeat(CHARACTERS / 21) + "z", "mesos"))
        .isEmpty();
    String most = "x.".repeat(123) + "x";
    assertThat(NameFitter.name(most, "mesos")).contains(DnsName.parse(most + ".mesos"));
    assertThat(NameFitter.name("x." + most, "mesos")).isEmpty();
  }

  @Test
  void aLabelDependsOnItsBeginning() {
    List<String> texts = new ArrayList<>();
    for (int hyphens = 0; hyphens < 5; hyphens++) {
      texts.add("a".repeat(63 - hyphens) + "-".repeat(hyphens));
      texts.add("a".repeat(60) + "-".repeat(hyphens) + "b".repeat(4) + "--c--");
      texts.add("a".repeat(60) + "...é" + "-".repeat(hyphens) + "b-c-d-e-f-" + "-".repeat(70));
    }
    for (String text : texts) {
      String label = LabelRules.RFC1123.label(text);
      assertThat(LabelRules.RFC1123.label(text + "!".repeat(1000))).isEqualTo(label);
    }
  }
}
