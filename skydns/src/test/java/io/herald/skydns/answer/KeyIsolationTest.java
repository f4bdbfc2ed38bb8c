package io.herald.skydns.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.skydns.answer.KeyEnvironments.Import;
import io.herald.skydns.message.SkydnsJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Keys of an environment that a client may not see make no difference to it: whatever it asks for,
 * it is answered as if they weren't there. Random keys, put and removed at random; what may be seen
 * is computed here from the whole snapshot, key by key.
 */
class KeyIsolationTest {

  private static final String TOP = "/local/skydns/";
  private static final List<Name> DOMAINS = List.of(Name.fromConstantString("skydns.local."));
  private static final List<String> LABELS = List.of("db", "db-x", "pay", "a", "test", "prod");
  private static final int[] TYPES = {Type.A, Type.AAAA, Type.SRV, Type.CNAME, Type.TXT, Type.PTR};

  private static final Map<String, List<String>> SUBTREES =
      Map.of(
          "test", List.of(TOP + "test"),
          "prod", List.of(TOP + "prod", TOP + "old/prod"),
          "dev", List.of(TOP + "dev"),
          "infra", List.of(TOP + "infra"));
  private static final Set<String> SHARED = Set.of("infra");
  private static final List<Import> IMPORTS =
      List.of(new Import("test", "pay", "prod", "pay"), new Import("dev", "x", "test", "a"));

  private final NavigableMap<String, String> all = new TreeMap<>();
  private final SkydnsKeys snapshot = new SkydnsKeys();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 20261130, 77, 4})
  void hiddenKeysMakeNoDifference(long seed) throws Exception {
    Random random = new Random(seed);
    KeyEnvironments environments = new KeyEnvironments(SUBTREES, SHARED, IMPORTS);
    int aliased = 0;
    int hidden = 0;
    for (int round = 0; round < 12; round++) {
      change(random);
      for (String environment : List.of("test", "prod", "dev", "infra")) {
        NavigableMap<String, String> seen = new TreeMap<>(all);
        seen.keySet().retainAll(visible(environment));
        aliased += seen.size() - own(environment).size();
        hidden += all.size() - seen.size();
        SkydnsKeys alone = new SkydnsKeys();
        for (Map.Entry<String, String> key : seen.entrySet()) {
          alone.put(key.getKey(), leaf(key.getValue()));
        }
        Set<String> secrets = secrets(seen.keySet());
        for (String name : names(random)) {
          for (int type : TYPES) {
            String what = "seed " + seed + ", " + environment + ", " + name + " " + type;
            String answered = ask(snapshot, environments, environment, name, type);
            assertThat(answered)
                .as(what)
                .isEqualTo(ask(alone, environments, environment, name, type));
            assertThat(secrets.stream().filter(answered::contains)).as(what).isEmpty();
          }
        }
      }
    }
    assertThat(aliased).as("keys that were seen through imports").isPositive();
    assertThat(hidden).as("keys that were hidden").isPositive();
  }

  private void change(Random random) throws Exception {
    for (String path : List.copyOf(all.keySet())) {
      if (random.nextInt(5) == 0) {
        all.remove(path);
        snapshot.remove(path);
      }
    }
    for (int i = 0; i < 25; i++) {
      String path = path(random);
      // An address tells which key it is of; the rest is as likely an alias of any other name.
      String value =
          random.nextInt(3) > 0
              ? "{\"host\":\"10.0." + i + "." + (1 + random.nextInt(250)) + "\",\"port\":" + (i + 1)
              : "{\"host\":\"" + KeyNames.name(path(random)).toString(true) + "\"";
      value +=
          ",\"text\":\"<" + path + ">\"" + (random.nextInt(6) == 0 ? ",\"group\":\"g\"}" : "}");
      all.put(path, value);
      snapshot.put(path, leaf(value));
    }
    String reverse = "/arpa/in-addr/10/0/0/" + random.nextInt(3);
    String target = "{\"host\":\"" + KeyNames.name(path(random)).toString(true) + "\"}";
    all.put(reverse, target);
    snapshot.put(reverse, leaf(target));
  }

  private static String path(Random random) {
    List<String> tops = List.of("test/", "prod/", "dev/", "infra/", "old/prod/", "old/", "");
    StringBuilder path = new StringBuilder(TOP + tops.get(random.nextInt(tops.size())));
    path.append(LABELS.get(random.nextInt(LABELS.size())));
    if (random.nextInt(3) > 0) {
      path.append('/').append(1 + random.nextInt(3));
    }
    return path.toString();
  }

  private static SkydnsLeaf leaf(String value) throws Exception {
    return SkydnsLeaf.of(SkydnsJson.parse("a key", value.getBytes(UTF_8)), 0);
  }

  /** The environment's, the shared ones' and everyone's. */
  private Set<String> own(String environment) {
    Set<String> own = new HashSet<>(all.keySet());
    own.removeIf(
        path -> {
          String of = of(path);
          return !(of.isEmpty() || of.equals(environment) || SHARED.contains(of));
        });
    return own;
  }

  /** All that, and what is reached from the environment's own keys by hosts, name after name. */
  private Set<String> visible(String environment) {
    Set<String> visible = own(environment);
    List<String> open = new ArrayList<>();
    all.keySet().stream().filter(path -> of(path).equals(environment)).forEach(open::add);
    NavigableSet<String> names = new TreeSet<>();
    IMPORTS.stream()
        .filter(each -> each.environment().equals(environment))
        .forEach(
            each ->
                SUBTREES.get(each.from()).forEach(top -> names.add(top + "/" + each.fromName())));
    Set<String> passed = new HashSet<>(open);
    for (boolean more = true; more; ) {
      more = false;
      for (String path : List.copyOf(open)) {
        String host = all.get(path).replaceAll("\\{\"host\":\"([^\"]*)\".*", "$1");
        if (host.endsWith("skydns.local")) {
          names.add(KeyNames.path(Name.fromConstantString(host + ".")));
        }
      }
      for (String path : all.keySet()) {
        boolean reached =
            names.stream()
                .anyMatch(
                    name ->
                        (path.equals(name) || path.startsWith(name + "/"))
                            && !isWhole(name)
                            && (of(path).isEmpty() || !of(name).isEmpty()));
        if (reached && passed.add(path)) {
          open.add(path);
          visible.add(path);
          more = true;
        }
      }
    }
    return visible;
  }

  /** Whether a name is that of an environment, or above one. */
  private static boolean isWhole(String name) {
    return SUBTREES.values().stream()
        .flatMap(List::stream)
        .anyMatch(top -> top.equals(name) || top.startsWith(name + "/"));
  }

  private static String of(String path) {
    return SUBTREES.entrySet().stream()
        .filter(
            each ->
                each.getValue().stream()
                    .anyMatch(top -> path.equals(top) || path.startsWith(top + "/")))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  /** Texts of the keys that are hidden. */
  private Set<String> secrets(Set<String> seen) {
    Set<String> secrets = new HashSet<>();
    all.forEach(
        (path, value) -> {
          if (!seen.contains(path)) {
            secrets.add("<" + path + ">");
          }
        });
    return secrets;
  }

  private List<String> names(Random random) {
    List<String> names = new ArrayList<>(List.of("skydns.local.", "prod.skydns.local."));
    for (int i = 0; i < 20; i++) {
      names.add(KeyNames.name(path(random)).toString());
      String label = LABELS.get(random.nextInt(LABELS.size()));
      names.add(label + ".skydns.local.");
      names.add(label + ".");
      names.add(label + ".*.skydns.local.");
    }
    names.add("x.skydns.local.");
    for (int i = 0; i < 3; i++) {
      names.add(i + ".0.0.10.in-addr.arpa.");
    }
    return names;
  }

  private static String ask(
      SkydnsKeys keys, KeyEnvironments environments, String environment, String name, int type)
      throws Exception {
    Optional<SkydnsAnswer> answer =
        new SkydnsAnswers(keys, DOMAINS, SkydnsRules.SKYDNS, lease -> lease, () -> 7)
            .withEnvironments(environments)
            .answer(Name.fromString(name), type, Optional.of(environment));
    return answer
        .map(
            one ->
                one.rcode()
                    + "\n"
                    + sorted(one.answer())
                    + "\n"
                    + sorted(one.authority())
                    + "\n"
                    + sorted(one.additional()))
        .orElse("not here");
  }

  private static List<String> sorted(List<Record> records) {
    return records.stream().map(Record::toString).sorted().toList();
  }
}
