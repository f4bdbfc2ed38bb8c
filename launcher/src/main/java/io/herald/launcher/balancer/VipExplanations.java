package io.herald.launcher.balancer;

import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.PlaneReport;
import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.vip.VipClaim;
import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Found;
import io.herald.dns.explain.Explanation.Origin;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.explain.Rule;
import io.herald.dns.record.RecordType;
import io.herald.runtime.text.Ascii;
import io.herald.services.host.IpText;
import io.herald.services.problem.Problem;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Why the name of a VIP is answered as it is: which tasks give it, and what the planes carry. */
public final class VipExplanations {

  private static final Pattern LABEL = Pattern.compile(" label \"([^\"]*)\"");

  /** Perhaps with a port, as a VIP's label has it. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\[([0-9a-f:.]+)](?::[0-9]+)?|([0-9.]+)(?::[0-9]+)?|([0-9a-f:]+)");

  private static final int MOST_NEAREST = 5;
  private static final int MOST_PROBLEMS = 1000;

  private final Supplier<Optional<LoadBalancer>> running;

  /**
   * Of a balancer that is asked for at each explanation.
   *
   * @param running empty: none runs
   */
  public VipExplanations(Supplier<Optional<LoadBalancer>> running) {
    this.running = running;
  }

  /** The zones of VIPs below domains of DC/OS: {@code thisdcos.directory}. */
  public static List<String> zones(List<String> domains) {
    return domains.stream()
        .flatMap(domain -> Stream.of("l4lb." + domain, "dclb." + domain))
        .toList();
  }

  /**
   * Explains a name; empty if it is in no zone of VIPs, or no balancer runs.
   *
   * @param zones that have VIPs: {@code l4lb.thisdcos.directory}
   */
  public Optional<Explanation> explain(String name, List<String> zones) {
    String asked = Ascii.lowerCase(name.strip().replaceFirst("\\.$", ""));
    return running
        .get()
        .flatMap(
            balancer ->
                zones.stream()
                    .map(zone -> "." + zone)
                    .filter(asked::endsWith)
                    .findFirst()
                    .map(
                        zone -> {
                          String vip = asked.substring(0, asked.length() - zone.length());
                          return new OneName(balancer, asked, new VipHost.Named(vip), vip, zone)
                              .explanation();
                        })
                    .or(() -> ofAddress(balancer, asked)));
  }

  /** Whether a text is an address, perhaps with a port, as a VIP's label may have it. */
  public static boolean isAddress(String text) {
    return address(Ascii.lowerCase(text.strip())).isPresent();
  }

  private static Optional<InetAddress> address(String text) {
    Matcher given = ADDRESS.matcher(text);
    return given.matches()
        ? Stream.of(1, 2, 3)
            .map(given::group)
            .filter(Objects::nonNull)
            .findFirst()
            .flatMap(IpText::parse)
        : Optional.empty();
  }

  /** A VIP whose label has an address has no name; empty if it isn't one's. */
  private static Optional<Explanation> ofAddress(LoadBalancer balancer, String asked) {
    return address(asked)
        .flatMap(
            address ->
                new OneName(balancer, asked, new VipHost.Fixed(address), asked, "").ofAddress());
  }

  /**
   * One name.
   *
   * @param host of the VIPs
   * @param vip the name without zone
   * @param zone with a dot before it
   */
  private record OneName(
      LoadBalancer balancer, String asked, VipHost host, String vip, String zone) {

    private Optional<Explanation> ofAddress() {
      SortedMap<VipKey, Vip> vips = vips();
      if (vips.isEmpty()) {
        return Optional.empty();
      }
      List<String> reasons = new ArrayList<>();
      for (Vip one : vips.values()) {
        addBackends(one, reasons);
        for (VipClaim claim : balancer.claims(one.key())) {
          String backends =
              String.join(", ", claim.backends().stream().map(OneName::text).sorted().toList());
          reasons.add(
              "task "
                  + claim.instance()
                  + " gives it by its label "
                  + claim.label()
                  + ": "
                  + (backends.isEmpty() ? "no backend" : backends));
        }
      }
      addPlanes(reasons);
      return Optional.of(new Explanation(asked, Verdict.ROUTED, List.of(), reasons, List.of()));
    }

    private Explanation explanation() {
      if (!balancer.names().isKnown()) {
        return new Explanation(
            asked,
            Verdict.NOT_LOADED,
            List.of(),
            List.of("no data plane carries a state of the cluster yet"),
            List.of());
      }
      List<InetAddress> addresses = balancer.names().names().getOrDefault(vip, List.of());
      SortedMap<VipKey, Vip> vips = vips();
      List<String> reasons = new ArrayList<>();
      vips.values().forEach(one -> addBackends(one, reasons));
      if (vips.isEmpty()) {
        reasons.add("no running task has a label for a VIP of this name");
        reasons.addAll(refused());
      } else {
        addPlanes(reasons);
      }
      boolean answered = !addresses.isEmpty();
      return new Explanation(
          asked,
          answered ? Verdict.ANSWERED : Verdict.NO_SUCH_NAME,
          addresses.stream().map(address -> record(address, vips)).toList(),
          reasons,
          answered ? List.of() : nearest());
    }

    private SortedMap<VipKey, Vip> vips() {
      SortedMap<VipKey, Vip> found = new TreeMap<>();
      balancer
          .state()
          .vips()
          .forEach(
              (key, value) -> {
                if (isOwn(key)) {
                  found.put(key, value);
                }
              });
      return found;
    }

    private boolean isOwn(VipKey key) {
      return key.host().equals(host);
    }

    private Found record(InetAddress address, SortedMap<VipKey, Vip> vips) {
      List<Origin> origins = new ArrayList<>();
      for (Vip one : vips.values()) {
        if (one.addresses().contains(address)) {
          balancer.claims(one.key()).forEach(claim -> origins.add(origin(one.key(), claim)));
        }
      }
      return new Found(
          address instanceof Inet4Address ? RecordType.A : RecordType.AAAA,
          address.getHostAddress(),
          origins);
    }

    private static Origin origin(VipKey key, VipClaim claim) {
      Map<String, String> task = new LinkedHashMap<>();
      task.put("id", claim.instance());
      claim.backends().stream()
          .findFirst()
          .ifPresent(
              backend -> {
                task.put("name", backend.service().name());
                task.put("framework", backend.service().framework());
              });
      task.put("label", claim.label());
      task.put("vip", key.port() + "/" + key.protocol().text());
      task.put(
          "backends",
          String.join(", ", claim.backends().stream().map(OneName::text).sorted().toList()));
      task.put("standing", claim.standing().text());
      return new Origin(Rule.VIP_LABEL, "task", task);
    }

    private static String text(Backend backend) {
      String host = backend.address().getHostAddress();
      return (host.indexOf(':') < 0 ? host : "[" + host + "]")
          + ":"
          + backend.port()
          + " with weight "
          + backend.weight();
    }

    private void addBackends(Vip one, List<String> reasons) {
      long serving = one.backends().stream().filter(backend -> !backend.isDraining()).count();
      reasons.add(
          "port "
              + one.key().port()
              + "/"
              + one.key().protocol().text()
              + " has "
              + one.backends().size()
              + (one.backends().size() == 1 ? " backend" : " backends")
              + (serving == 0 ? ", none of which gets connections" : "")
              + (serving > 0 && serving < one.backends().size()
                  ? ", of which " + serving + (serving == 1 ? " gets" : " get") + " connections"
                  : ""));
      for (VipClaim claim : balancer.claims(one.key())) {
        if (claim.standing() != VipClaim.Standing.SERVING) {
          reasons.add("task " + claim.instance() + ": " + claim.standing().text());
        }
      }
    }

    private void addPlanes(List<String> reasons) {
      long revision = balancer.state().revision();
      for (PlaneReport plane : balancer.planes()) {
        if (plane.status().applied() < revision) {
          reasons.add(
              "the plane "
                  + plane.name()
                  + " has yet to apply the latest state; it carries an earlier one");
        }
        plane.status().problems().stream()
            .filter(
                problem ->
                    problem.isOfWholePlane() || problem.vip().filter(this::isOwn).isPresent())
            .forEach(problem -> reasons.add("the plane " + plane.name() + ": " + problem.what()));
      }
    }

    /** Problems of labels that mean this name, or may. */
    private List<String> refused() {
      int dot = vip.indexOf('.');
      String first = dot < 0 ? vip : vip.substring(0, dot);
      Pattern label = wholeWord(first);
      Pattern whole = wholeWord(vip);
      return balancer.problems().list(MOST_PROBLEMS).stream()
          .filter(
              problem ->
                  (problem.kind() == BalancerProblem.VIP_LABEL && says(problem, label))
                      || (problem.kind() == BalancerProblem.VIP_ADDRESS && says(problem, whole)))
          .map(Problem::what)
          .limit(MOST_NEAREST)
          .toList();
    }

    /** Not as a piece of another name: of {@code web-api} or {@code web.other}. */
    private static Pattern wholeWord(String name) {
      return Pattern.compile("(?<![a-z0-9.-])" + Pattern.quote(name) + "(?![a-z0-9-])");
    }

    /**
     * Of a label's problem the label itself, which the remedy's example follows; as names are made
     * of labels, in lower case, with hyphens, without slashes.
     */
    private static boolean says(Problem problem, Pattern name) {
      Matcher label = LABEL.matcher(problem.what());
      String said = label.find() ? label.group(1) : problem.what();
      return name.matcher(Ascii.lowerCase(said).replace("/", "").replace('_', '-')).find();
    }

    /** Names that share a piece with this one. */
    private List<String> nearest() {
      List<String> pieces = List.of(vip.split("\\.", -1));
      return balancer.names().names().keySet().stream()
          .filter(
              name ->
                  Stream.of(name.split("\\.", -1)).anyMatch(pieces::contains)
                      || name.startsWith(vip))
          .limit(MOST_NEAREST)
          .map(name -> name + zone)
          .toList();
    }
  }
}
