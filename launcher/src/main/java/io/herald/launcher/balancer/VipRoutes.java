package io.herald.launcher.balancer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.VipsDocument;
import io.herald.balancer.plane.DesiredState;
import io.herald.http.EntityTags;
import io.herald.http.Responses;
import io.herald.http.Router;
import io.herald.launcher.balancer.RunningBalancer.InForce;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/vips}, as DC/OS has it: every VIP with its backends, and an ETag. 503 until the
 * cluster is known, so that nobody takes that for "there is none"; 404 without a load balancer.
 */
public final class VipRoutes extends BalancerRoutes {

  private static final String PATH = "/v1/vips";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final RunningBalancer balancer;
  private volatile @Nullable Written last;

  /** A balancer's state as it was written. */
  private record Written(LoadBalancer of, long revision, String zone, byte[] text, String tag) {}

  public VipRoutes(RunningBalancer balancer) {
    super(PATH);
    this.balancer = balancer;
  }

  @Override
  public void addTo(Router router) {
    router.getJson(PATH, this::answer);
  }

  private HttpResponse answer(ServiceRequestContext context) {
    InForce now = balancer.now().orElseThrow(() -> HttpStatusException.of(HttpStatus.NOT_FOUND));
    DesiredState state = now.balancer().state();
    if (state.revision() == 0) {
      return Responses.text(
          HttpStatus.SERVICE_UNAVAILABLE, "503: the cluster isn't known yet; ask again");
    }
    Written written = written(now, state);
    String held = context.request().headers().get(HttpHeaderNames.IF_NONE_MATCH);
    if (held != null && EntityTags.matches(held, written.tag())) {
      return HttpResponse.of(
          ResponseHeaders.of(HttpStatus.NOT_MODIFIED, HttpHeaderNames.ETAG, written.tag()));
    }
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.ETAG, written.tag())
            .build(),
        HttpData.wrap(written.text()));
  }

  private Written written(InForce now, DesiredState state) {
    Written known = last;
    if (known != null
        && known.of().equals(now.balancer())
        && known.revision() == state.revision()
        && known.zone().equals(now.zone())) {
      return known;
    }
    byte[] text = text(VipsDocument.of(state, now.zone()));
    Written fresh =
        new Written(now.balancer(), state.revision(), now.zone(), text, EntityTags.of(text));
    last = fresh;
    return fresh;
  }

  private static byte[] text(List<VipsDocument.Entry> vips) {
    try {
      return MAPPER.writeValueAsBytes(vips);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("lists, text and numbers can be written as JSON", e);
    }
  }
}
