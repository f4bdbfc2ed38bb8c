package io.herald.launcher.balancer;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.balancer.control.LoadBalancerSettings;
import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.http.Explanations;
import io.herald.http.Responses;
import io.herald.http.Router;
import java.util.List;
import java.util.Optional;

/** {@code /v1/explain} of a balancer without DNS: names of VIPs, and hosts of web services. */
public final class ExplainRoutes extends BalancerRoutes {

  private static final String PATH = "/v1/explain";

  private final RunningBalancer balancer;
  private final VipExplanations vips;
  private final Explanations explanations = new Explanations();

  public ExplainRoutes(RunningBalancer balancer) {
    super(PATH);
    this.balancer = balancer;
    this.vips = new VipExplanations(balancer::balancer);
  }

  @Override
  public void addTo(Router router) {
    router.getJson(PATH, this::explain);
  }

  private HttpResponse explain(ServiceRequestContext context) {
    String name = context.queryParam("name");
    return name == null || name.isBlank()
        ? Responses.text(HttpStatus.BAD_REQUEST, "400: write /v1/explain?name=NAME")
        : explanations.answer(context, () -> explain(name));
  }

  private Explanation explain(String name) {
    String zone =
        balancer.now().map(RunningBalancer.InForce::zone).orElse(LoadBalancerSettings.DCOS_ZONE);
    return vips.explain(name, List.of(zone))
        .or(() -> balancer.web().flatMap(web -> web.explain(name, host -> Optional.empty())))
        .orElseGet(
            () ->
                new Explanation(
                    name,
                    Verdict.OUTSIDE,
                    List.of(),
                    List.of(
                        "it is not a name below "
                            + zone
                            + ", and no task has a label HAPROXY_n_VHOST for it"),
                    List.of()));
  }
}
