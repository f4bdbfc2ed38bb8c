package io.herald.xds;

import io.envoyproxy.controlplane.cache.ConfigWatcher;
import io.envoyproxy.controlplane.cache.DeltaResponse;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.XdsRequest;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of xDS clients from the live services, on one thread. A request waits until
 * a service that it names changes; what changes within some milliseconds is answered together, in
 * the order in which nothing points at what is not there: clusters, endpoints, listeners, routes.
 * Before the services are complete nobody is answered, so that clients keep what they have.
 *
 * <p>Safe for any thread; state is the one thread's.
 */
final class LiveConfig implements ConfigWatcher, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LiveConfig.class);

  /** What changes within this time is answered together. */
  private static final long GATHER_MILLIS = 20;

  /** The same for requests for everything, whose answers are long. */
  private static final long GATHER_ALL_MILLIS = 500;

  private static final long COMPLETENESS_MILLIS = 100;

  /** How many refusals are remembered, so that none is told again and again. */
  private static final int MOST_TOLD = 1000;

  private final LiveServices live;
  private final ScheduledExecutorService thread;
  private final ServiceResources resources;
  private final Set<OpenRequest> open = new LinkedHashSet<>();
  private final Set<OpenRequest> due = new LinkedHashSet<>();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final Set<String> toldRefusals = ConcurrentHashMap.newKeySet();
  private volatile int waiting;
  private boolean gathering;
  private boolean closed;

  LiveConfig(LiveServices live) {
    this(live, new NamedScheduler("xds", new ThreadPoolExecutor.DiscardPolicy()));
  }

  LiveConfig(LiveServices live, ScheduledExecutorService thread) {
    this.live = live;
    this.thread = thread;
    this.resources = new ServiceResources(live);
  }

  /** Answers by these rules from now on. */
  void use(ServingRules rules) {
    thread.execute(
        () -> {
          resources.use(rules);
          due.addAll(open);
          answerDue();
        });
  }

  /** Answers sent so far. */
  long answers() {
    return answers.get();
  }

  /** Answers that clients refused so far. */
  long refusals() {
    return refusals.get();
  }

  /** Requests that wait for a change now. */
  int waiting() {
    return waiting;
  }

  @Override
  public Watch createWatch(
      boolean ads,
      XdsRequest request,
      Set<String> held,
      Consumer<Response> answer,
      boolean clustersChanged,
      boolean allowEmpty) {
    if (request.hasErrorDetail()) {
      refusals.incrementAndGet();
      tellRefusal(request);
    }
    Watch watch = new Watch(ads, allowEmpty, request, answer);
    ResourceType type = request.getResourceType();
    if (type == null) {
      return watch; // a type that is not served waits for ever
    }
    // A proxy wants the endpoints of its clusters again whenever these were sent again.
    boolean anyway = clustersChanged && type == ResourceType.ENDPOINT;
    OpenRequest opened = new OpenRequest(watch, type, held, anyway);
    watch.setStop(() -> thread.execute(() -> forget(opened)));
    thread.execute(() -> begin(opened));
    return watch;
  }

  /** Once for each reason of each client: a client that refuses one answer refuses all like it. */
  private void tellRefusal(XdsRequest request) {
    String sentence =
        "xDS client \""
            + Printable.of(request.v3Request().getNode().getId())
            + "\" refuses "
            + Printable.of(request.getTypeUrl())
            + ": "
            + Printable.of(request.v3Request().getErrorDetail().getMessage());
    if (toldRefusals.size() >= MOST_TOLD) {
      toldRefusals.clear();
    }
    if (toldRefusals.add(sentence)) {
      log.warn("{}", sentence);
    }
  }

  /** No client is offered the stream of differences. */
  @Override
  public DeltaWatch createDeltaWatch(
      DeltaXdsRequest request,
      String version,
      Map<String, String> versions,
      Set<String> pending,
      boolean wildcard,
      Consumer<DeltaResponse> answer,
      boolean clustersChanged) {
    throw new UnsupportedOperationException("differences are not served");
  }

  /** Ends the waiting: the services, which outlive this, keep nothing of it. */
  @Override
  public void close() {
    thread.execute(
        () -> {
          closed = true;
          List.copyOf(open).forEach(this::forget);
        });
    thread.shutdown();
  }

  private void begin(OpenRequest request) {
    if (closed) {
      return;
    }
    open.add(request);
    due.add(request);
    answerDue();
  }

  private void forget(OpenRequest request) {
    request.stopWaiting();
    open.remove(request);
    due.remove(request);
    waiting = open.size();
  }

  private void answerDue() {
    gathering = false;
    if (!live.isComplete()) {
      gather(COMPLETENESS_MILLIS);
      return;
    }
    List<OpenRequest> now = new ArrayList<>(due);
    due.clear();
    // Whatever changes from here on wakes what is answered with what is made from here on.
    long seen = live.revision();
    now.sort(Comparator.comparingInt(OpenRequest::order));
    try {
      now.forEach(request -> answerSafely(request, seen));
    } finally {
      resources.forget();
    }
    waiting = open.size();
  }

  private void answerSafely(OpenRequest request, long seen) {
    try {
      answer(request, seen);
    } catch (RuntimeException e) {
      log.error("an xDS request can't be answered; its client gets no more of this type", e);
      forget(request);
    }
  }

  private void answer(OpenRequest request, long seen) {
    request.stopWaiting();
    Optional<Response> response = request.answer(resources);
    if (response.isPresent()) {
      // Before it is sent: a client that has its answer finds it counted.
      answers.incrementAndGet();
      request.send(response.get());
    }
    if (request.isOver()) {
      forget(request);
      return;
    }
    for (InstanceFilter concern : request.concerns()) {
      CompletableFuture<Long> change = live.nextChange(concern, seen);
      request.waitsFor(change);
      var unused = change.thenAccept(revision -> thread.execute(() -> changed(request)));
    }
  }

  private void changed(OpenRequest request) {
    if (open.contains(request) && due.add(request)) {
      gather(request.isForAll() ? GATHER_ALL_MILLIS : GATHER_MILLIS);
    }
  }

  private void gather(long millis) {
    if (!gathering) {
      gathering = true;
      var unused = thread.schedule(this::answerDue, millis, TimeUnit.MILLISECONDS);
    }
  }
}
