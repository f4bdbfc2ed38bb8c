package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.services.host.IpText;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.Publication;
import io.herald.services.problem.ProblemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/reference/naming.md tells of one small cluster: its records are exactly those there. */
class NamingReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "reference", "naming.md");

  @Test
  void theExampleOfTheReferenceHasExactlyTheRecordsThatItLists() throws IOException {
    String page = Files.readString(PAGE);
    String listing = page.substring(page.indexOf("```records\n") + 11);
    listing = listing.substring(0, listing.indexOf("```"));
    assertThat(new TreeSet<>(listing.lines().toList())).isEqualTo(new TreeSet<>(records()));
  }

  @Test
  void everyExampleInItsTablesIsOneOfThese() throws IOException {
    List<String> examples =
        Pattern.compile("\\| `(\\S+ (?:A|SRV|PTR) [^`|]+)` \\|$", Pattern.MULTILINE)
            .matcher(Files.readString(PAGE))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(examples).hasSizeGreaterThan(20);
    assertThat(records()).containsAll(examples);
  }

  @Test
  void itTellsOfEveryKindOfProblemAndEveryLabel() throws IOException {
    String page = Files.readString(PAGE);
    for (ProblemKind kind : NameProblem.REPORTED) {
      assertThat(page).contains("`" + kind.text() + "`");
    }
    for (String label :
        List.of(
            InstanceLabels.ADDRESS,
            InstanceLabels.PRIORITY,
            InstanceLabels.WEIGHT,
            InstanceLabels.PUBLISH)) {
      assertThat(page).contains("`" + InstanceLabels.PREFIX + label + "`");
    }
    assertThat(page).contains("`" + InstanceLabels.NETWORK_SCOPE + "`");
  }

  /** As {@code OWNER TYPE VALUE}, without closing dots. */
  private static List<String> records() {
    NamingOptions options =
        new NamingOptions(
                "mesos",
                LabelRules.RFC1123,
                List.of(),
                1,
                List.of(),
                "ns1.mesos",
                List.of(IpText.parse("10.0.0.8").orElseThrow()))
            .with(
                Publication.DEFAULT,
                new NameForms(true, true),
                List.of(ReverseNetwork.parse("10.0.0.0/8")));
    Framework marathon = Cluster.framework("Marathon", "scheduler-1@10.0.0.9:8080");
    Agent agent =
        new Agent("c80fefca-S1", "agent-1.example.com", Upid.parse("slave(1)@10.1.0.5:5051"), true);
    Network own = new Network(Network.Mode.OWN, List.of());
    Task web =
        Cluster.discovery(
            Cluster.ports(
                Cluster.running(
                    Cluster.network(Cluster.task(marathon, agent, "web.1", "shop/web"), own),
                    new RunningStatus(Optional.empty(), List.of("10.9.0.7"), Map.of(), own)),
                new PortRange(31000, 31000)),
            "web.shop",
            Cluster.port("tcp", 8080, "http"));
    Task db =
        Cluster.ports(Cluster.task(marathon, agent, "db.1", "db"), new PortRange(31005, 31005));
    Masters masters =
        new Masters(
            Optional.of(AnnouncedEndpoint.parse("10.0.0.1:5050")),
            List.of(AnnouncedEndpoint.parse("10.0.0.2:5050")));
    NamedCluster cluster = new NamedCluster(options, masters, marathon, agent, web, db);
    return cluster.text().stream()
        .map(
            record -> {
              String[] parts = record.split(" ", 3);
              String value = parts[2].replaceFirst("\\.(?=:|$)", "");
              return parts[1].replaceFirst("\\.$", "") + " " + parts[0] + " " + value;
            })
        .toList();
  }
}
