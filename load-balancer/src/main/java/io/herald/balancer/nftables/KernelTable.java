package io.herald.balancer.nftables;

import io.herald.balancer.nftables.KernelCommands.Outcome;
import io.herald.runtime.net.CidrNetwork;
import io.herald.services.host.IpText;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Herald's table in the kernel: what is in it, as far as we know, and the commands that change it.
 * One thread uses it.
 */
final class KernelTable {

  /** Of a line of {@code ip -o address}. */
  private static final Pattern ADDRESS = Pattern.compile("\\binet6? ([0-9a-fA-F.:]+)");

  private static final String NOT_ALLOWED = "Operation not permitted";

  private final NftablesSettings settings;
  private final KernelCommands commands;

  /** Null if what the kernel has isn't known. */
  private @Nullable Ruleset applied;

  /**
   * The chains beside the VIPs' as nft first listed them; null: not looked since they are there.
   */
  private @Nullable Map<String, List<String>> frame;

  private Set<InetAddress> own = Set.of();

  private final List<String> routes = new ArrayList<>();
  private final List<String> flows = new ArrayList<>();

  KernelTable(NftablesSettings settings, KernelCommands commands) {
    this.settings = settings;
    this.commands = commands;
  }

  /**
   * What went wrong beside the rules themselves, at the last change and the last look at the
   * routes.
   */
  List<String> problems() {
    return Stream.concat(routes.stream(), flows.stream()).toList();
  }

  /** The next change replaces the whole table. */
  void forget() {
    applied = null;
  }

  /**
   * Has these rules from now on, then the routes to them. If it throws, the rules of before are in
   * force.
   *
   * @throws KernelException if the kernel refuses them
   */
  void change(Ruleset rules) throws KernelException, InterruptedException {
    Ruleset before = applied == null ? Ruleset.EMPTY : applied;
    Optional<String> script =
        applied == null
            ? Optional.of(NftScript.whole(settings.table(), rules))
            : NftScript.difference(settings.table(), before, rules);
    boolean first = applied == null;
    flows.clear();
    if (script.isPresent()) {
      applied = null; // until it is done
      demand(run(List.of(settings.nft(), "-f", "-"), script.get()), settings.nft());
    }
    applied = rules;
    if (first) {
      frame = null;
      route();
    }
    for (List<String> arguments : StaleFlows.between(before, rules)) {
      endFlows(arguments);
    }
  }

  /**
   * Whether the table is not as we left it. Listing it costs ten times what a change does, so that
   * is done here and not with each change. What VIPs have is compared with what they should have,
   * and the rest with the first look.
   *
   * @throws KernelException if it can't be listed for another reason than that it is gone
   */
  boolean isChangedByOthers() throws KernelException, InterruptedException {
    Ruleset ours = applied;
    if (ours == null) {
      return false;
    }
    ListedTable listed = ListedTable.parse(list());
    if (!listed.says(ours)) {
      return true;
    }
    if (frame == null) {
      frame = listed.frame();
    }
    return !listed.frame().equals(frame);
  }

  /** Whether nobody has looked at the table since the whole of it was written. */
  boolean isUnseen() {
    return applied != null && frame == null;
  }

  /** Addresses of this machine, at the last look at them. */
  Set<InetAddress> own() {
    return own;
  }

  /** Looks which addresses this machine has; whether they are others than before. */
  boolean readOwn() throws InterruptedException {
    Outcome outcome = run(List.of(settings.ip(), "-o", "address", "show"), "");
    if (!outcome.ok()) { // the routes, which need it too, tell that
      return false;
    }
    Set<InetAddress> now =
        ADDRESS
            .matcher(outcome.output())
            .results()
            .flatMap(found -> IpText.parse(found.group(1)).stream())
            .collect(Collectors.toUnmodifiableSet());
    boolean changed = !now.equals(own);
    own = now;
    return changed;
  }

  /** As nft writes it; empty if there is no table. */
  private String list() throws KernelException, InterruptedException {
    Outcome outcome = run(List.of(settings.nft(), "list", "table", "inet", settings.table()), "");
    if (!outcome.ok() && outcome.why().contains("No such file")) {
      return "";
    }
    demand(outcome, settings.nft());
    return outcome.output();
  }

  /**
   * Sets the routes to the pools, whether or not somebody has removed them. Without one a machine
   * that has no route to the pool can't even try; with it, nothing that no VIP has leaves the
   * machine.
   */
  void route() throws InterruptedException {
    routes.clear();
    for (CidrNetwork pool : settings.pools()) {
      if (pool.first().isLoopbackAddress()) {
        continue;
      }
      List<String> words = new ArrayList<>(List.of(settings.ip()));
      words.add(pool.first() instanceof Inet4Address ? "-4" : "-6");
      words.addAll(List.of("route", "replace", "local", pool.toString(), "dev", "lo"));
      Outcome outcome = run(words, "");
      if (!outcome.ok()) {
        routes.add(
            "the route to the pool "
                + pool
                + " can't be set ("
                + outcome.why()
                + "); set it: "
                + String.join(" ", words));
      }
    }
  }

  private void endFlows(List<String> arguments) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of(settings.conntrack()));
    words.addAll(arguments);
    Outcome outcome = run(words, "");
    boolean none = outcome.code() == 1 && outcome.why().contains("0 flow entries");
    if (!outcome.ok() && !none) {
      flows.add(
          "clients that keep their UDP socket still reach a backend that is gone, as "
              + outcome.why()
              + "; conntrack is in Debian's package conntrack");
    }
  }

  private Outcome run(List<String> words, String input) throws InterruptedException {
    return commands.run(words, input);
  }

  private static void demand(Outcome outcome, String command) throws KernelException {
    if (outcome.ok()) {
      return;
    }
    if (outcome.why().contains(NOT_ALLOWED)) {
      throw new KernelException(
          command
              + " may not change the kernel's rules: run Herald as root or with the capability"
              + " CAP_NET_ADMIN, or take --plane proxy");
    }
    throw new KernelException(command + " failed: " + outcome.why());
  }
}
