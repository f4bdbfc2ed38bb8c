package io.herald.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.jobs.Visibility;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryFlagsTest {

  @Test
  void withoutAFlagAllIsAtItsDefault() {
    assertThat(DiscoveryFlags.parse(List.of()).options())
        .isEqualTo(
            new DiscoveryOptions(
                false,
                DiscoveryMode.EXTENDED,
                "TwitterScheduler",
                Optional.empty(),
                NameTemplate.of("{name}.{environment}.{role}"),
                Visibility.CLUSTER));
  }

  @Test
  void everyFlagReachesItsOption() {
    DiscoveryFlags flags =
        DiscoveryFlags.parse(
            List.of(
                "--populate-discovery-info",
                "--discovery-info-mode=extended",
                "--framework-name",
                "testing",
                "--cluster-name=west",
                "--discovery-info-name={name}",
                "--discovery-info-visibility=external"));

    assertThat(flags.options())
        .isEqualTo(
            new DiscoveryOptions(
                true,
                DiscoveryMode.EXTENDED,
                "testing",
                Optional.of("west"),
                NameTemplate.of("{name}"),
                Visibility.EXTERNAL));
    assertThat(flags.others()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-populate_discovery_info, true",
    "--populate_discovery_info, true",
    "-populate-discovery-info, true",
    "--populate-discovery-info, true",
    "-populate_discovery_info=true, true",
    "--populate_discovery_info=TRUE, true",
    "-populate_discovery_info=false, false",
    "--populate-discovery-info=false, false",
  })
  void theSwitchHasAllItsSpellings(String arg, boolean expected) {
    assertThat(DiscoveryFlags.parse(List.of(arg)).options().populateDiscoveryInfo())
        .isEqualTo(expected);
  }

  @Test
  void theBareSwitchTakesNoValueFromTheNextArgument() {
    DiscoveryFlags flags = DiscoveryFlags.parse(List.of("-populate_discovery_info", "false"));

    assertThat(flags.options().populateDiscoveryInfo()).isTrue();
    assertThat(flags.others()).containsExactly("false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-discovery_info_mode=aurora",
        "--discovery_info_mode=AURORA",
        "--discovery-info-mode=aurora"
      })
  void theModeHasAllItsSpellings(String arg) {
    assertThat(DiscoveryFlags.parse(List.of(arg)).options().mode()).isEqualTo(DiscoveryMode.AURORA);
  }

  @Test
  void otherArgumentsAreLeftToTheFramework() {
    DiscoveryFlags flags =
        DiscoveryFlags.parse(
            List.of("-v", "--zk=x", "--framework_name=a", "file", "--", "--framework_name=b"));

    assertThat(flags.options().frameworkName()).isEqualTo("a");
    assertThat(flags.others()).containsExactly("-v", "--zk=x", "file", "--", "--framework_name=b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--populate_discovery_info=yes | --populate-discovery-info = \"yes\": write true or false, or nothing for true",
        "--populate_discovery_info= | --populate-discovery-info = \"\": write true or false, or nothing for true",
        "-discovery_info_mode=twitter | --discovery-info-mode = \"twitter\": write one of extended, aurora",
        "--discovery-info-visibility=all | --discovery-info-visibility = \"all\": write one of framework, cluster, external",
        "--framework_name= | --framework-name = \"\": it is empty; give a name or leave the flag out",
        "--cluster_name= | --cluster-name = \"\": it is empty; give a name or leave the flag out",
        "--cluster_name | --cluster-name: its value is missing; write --cluster-name=VALUE",
        "--discovery-info-name={job} | --discovery-info-name: the name template \"{job}\": there is no field {job}; take {name}, {environment}, {role}, {cluster} or {instance}",
        "--discovery-info-name=fixed | --discovery-info-name: the name template \"fixed\" has no field; write one like {name}.{environment}.{role}",
        "--discovery-info-name={name}/x | --discovery-info-name: the name template \"{name}/x\": \"/x\" can't stand in a name; write letters, digits, \".\", \"-\" and \"_\" around the fields",
      })
  void aWrongValueIsToldWithItsFlag(String arg, String message) {
    assertThatThrownBy(() -> DiscoveryFlags.parse(List.of(arg)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aurorasModeHasAurorasNamesOnly() {
    assertThatThrownBy(
            () ->
                DiscoveryFlags.parse(
                    List.of("--discovery_info_mode=aurora", "--discovery_info_name={name}")))
        .hasMessage(
            "--discovery-info-name = \"{name}\": the mode aurora writes Aurora's own names; leave"
                + " one of the two flags out");
    assertThatThrownBy(
            () ->
                DiscoveryFlags.parse(
                    List.of(
                        "--discovery_info_mode=aurora", "--discovery_info_visibility=external")))
        .hasMessage(
            "--discovery-info-visibility = \"external\": the mode aurora writes cluster, as Aurora"
                + " does; leave one of the two flags out");
  }

  @ParameterizedTest(name = "D16: {0}, {1} warnings")
  @CsvSource({
    "TwitterScheduler, 0",
    "testing, 0",
    "my.framework-2, 0",
    "my_framework, 1",
    "-x, 1",
    "a..b, 1",
    "a b.c_d, 2",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, 1",
  })
  void d16_aFrameworkNameThatDnsWillChangeIsWarnedOf(String name, int warnings) {
    DiscoveryOptions options = DiscoveryOptions.builder().frameworkName(name).build();

    assertThat(options.frameworkName()).isEqualTo(name);
    assertThat(options.warnings()).hasSize(warnings);
  }
}
