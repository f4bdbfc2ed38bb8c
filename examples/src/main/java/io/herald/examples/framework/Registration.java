package io.herald.examples.framework;

import io.herald.scheduler.DiscoveryOptions;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the framework is to a master: its FrameworkInfo and the id that the master gave it, which a
 * file keeps over restarts. Written by the framework's loop, read by any thread.
 */
final class Registration {

  /** What a master's error means for the framework. */
  enum Refusal {
    /** The master has removed it; another one may register. */
    REMOVED,
    /** Another scheduler has subscribed with the same id. */
    FAILED_OVER,
    OTHER
  }

  private static final Logger log = LoggerFactory.getLogger(Registration.class);

  /** A master's words. */
  private static final Pattern REMOVED = Pattern.compile("has been removed|[Cc]ompleted framework");

  private static final String FAILED_OVER = "failed over";

  private static final FrameworkInfo.Capability MULTI_ROLE =
      FrameworkInfo.Capability.newBuilder()
          .setType(FrameworkInfo.Capability.Type.MULTI_ROLE)
          .build();

  /** So that whoever finds tasks by the master's state learns of a kill before it happens. */
  private static final FrameworkInfo.Capability TASK_KILLING_STATE =
      FrameworkInfo.Capability.newBuilder()
          .setType(FrameworkInfo.Capability.Type.TASK_KILLING_STATE)
          .build();

  private final FrameworkOptions options;
  private final String name;
  private final FrameworkIds ids;
  private volatile Optional<FrameworkID> id;

  /**
   * Reads the id of an earlier run, if there is one.
   *
   * @throws IllegalArgumentException with a sentence, if the file of the id is not usable
   */
  Registration(FrameworkOptions options, DiscoveryOptions discovery) {
    this.options = options;
    this.name = discovery.frameworkName();
    this.ids = new FrameworkIds(options.frameworkIdFile());
    this.id = ids.read().map(value -> FrameworkID.newBuilder().setValue(value).build());
  }

  /** Empty before the first registration. */
  Optional<FrameworkID> id() {
    return id;
  }

  /** The id, or the name while there is none: for messages. */
  String label() {
    return id.map(FrameworkID::getValue).orElse(name);
  }

  Call subscribeCall() {
    FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder()
            .setName(name)
            .setUser(options.user())
            .addRoles(options.role())
            .addCapabilities(MULTI_ROLE)
            .addCapabilities(TASK_KILLING_STATE)
            .setCheckpoint(true)
            .setFailoverTimeout(options.failoverTimeout().toMillis() / 1000.0);
    options.principal().ifPresent(info::setPrincipal);
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    id.ifPresent(
        known -> {
          info.setId(known);
          call.setFrameworkId(known);
        });
    return call.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info)).build();
  }

  /** A master has accepted the subscription. */
  void subscribed(FrameworkID framework) {
    if (id.isEmpty()) {
      ids.remember(framework.getValue());
      log.info("registered as framework {} ({})", framework.getValue(), name);
    }
    id = Optional.of(framework);
  }

  /** The next subscription registers a new framework. */
  void clear() {
    clearFile();
    id = Optional.empty();
  }

  /** The next run registers a new framework. */
  void clearFile() {
    ids.forget();
  }

  static Refusal refusal(String message) {
    if (REMOVED.matcher(message).find()) {
      return Refusal.REMOVED;
    }
    return message.contains(FAILED_OVER) ? Refusal.FAILED_OVER : Refusal.OTHER;
  }
}
