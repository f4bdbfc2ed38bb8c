package io.herald.balancer.nftables;

import io.herald.balancer.nftables.KernelCommands.Outcome;
import io.herald.runtime.net.CidrNetwork;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
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

  private static final Pattern CHAIN = Pattern.compile("(?m)^\\s*chain (\\S+) \\{");

  private static final String NOT_ALLOWED = "Operation not permitted";

  private final NftablesSettings settings;
  private final KernelCommands commands;

  /** Null if what the kernel has isn't known. */
  private @Nullable Ruleset applied;

  /** How nft listed the table at the first look after our last change; null: not looked since. */
  private @Nullable String listed;

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
      listed = null;
    }
    applied = rules;
    if (first) {
      route();
    }
    for (List<String> arguments : StaleFlows.between(before, rules)) {
      endFlows(arguments);
    }
  }

  /**
   * Whether the table is not as we left it. Listing it costs ten times what a change does, so that
   * is done here and not with each change: the first look after a change compares the chains with
   * those that there should be, each later one the whole with the first.
   *
   * @throws KernelException if it can't be listed for another reason than that it is gone
   */
  boolean isChangedByOthers() throws KernelException, InterruptedException {
    Ruleset ours = applied;
    if (ours == null) {
      return false;
    }
    String now = list();
    if (listed != null) {
      return !now.equals(listed);
    }
    Set<String> chains =
        CHAIN.matcher(now).results().map(found -> found.group(1)).collect(Collectors.toSet());
    if (!chains.equals(NftScript.chains(ours))) {
      return true;
    }
    listed = now;
    return false;
  }

  /** Rules and definitions without elements; empty if there is no table. */
  private String list() throws KernelException, InterruptedException {
    Outcome outcome =
        run(List.of(settings.nft(), "-t", "list", "table", "inet", settings.table()), "");
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
