package io.herald.jobs.file;

import io.herald.jobs.Announce;
import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.HttpLifecycle;
import io.herald.jobs.InvalidJobException;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.Lifecycle;
import io.herald.jobs.PortRequest;
import io.herald.jobs.port.Protocol;
import io.herald.settings.document.DocumentErrors;
import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import io.herald.settings.document.SyntaxNode.Mapping;
import io.herald.settings.document.SyntaxNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Which fields a job file has: those of the JSON that Aurora's client makes of a job, and {@code
 * instances}, {@code ports}, {@code labels}, {@code discovery}, {@code task.environment}, {@code
 * lifecycle.drain_secs}, a checker's {@code port} and {@code scheme} and the {@code tcp} checker,
 * which are ours. A field of Aurora's that nothing here acts on may stand at Aurora's default only,
 * so that none is ignored in silence.
 */
final class JobSchema {

  private final DocumentErrors errors;
  private final boolean taskElsewhere;

  private JobSchema(DocumentErrors errors, boolean taskElsewhere) {
    this.errors = errors;
    this.taskElsewhere = taskElsewhere;
  }

  /** A job as far as its fields go, before its rules are asked. */
  private record Draft(
      Job.Builder job,
      Optional<HealthSchema.Config> health,
      Lifecycle lifecycle,
      Optional<HttpLifecycle> shutdown) {}

  /**
   * Makes a job of a tree.
   *
   * @param taskElsewhere whether {@code task} may be missing, since another program runs it
   * @throws JobFormatException if it isn't one
   */
  static Job read(SyntaxNode root, DocumentErrors errors, boolean taskElsewhere) {
    if (!(root instanceof Mapping mapping)) {
      errors.add(
          root.line(),
          "",
          root.description() + " stands here; write a mapping with cluster, role, name, task, …");
      throw new JobFormatException(errors.sentences());
    }
    if (AppSchema.isApp(mapping)) {
      errors.add(
          root.line(),
          "id",
          "this is an app of Marathon, which herald scheduler runs; a job file stands here, with"
              + " cluster, role, environment and name");
      throw new JobFormatException(errors.sentences());
    }
    JobSchema schema = new JobSchema(errors, taskElsewhere);
    Optional<Draft> draft;
    try (Fields top = new Fields("", mapping, errors)) {
      draft = schema.draft(top);
    }
    if (draft.isEmpty() || errors.any()) {
      throw new JobFormatException(errors.sentences());
    }
    try {
      Job job = schema.job(draft.get());
      if (errors.any()) {
        throw new JobFormatException(errors.sentences());
      }
      return job;
    } catch (InvalidJobException e) {
      e.violations().forEach(violation -> errors.add(violation.field(), violation.sentence()));
      throw new JobFormatException(errors.sentences());
    }
  }

  private Job job(Draft draft) {
    draft.health().ifPresent(health -> health.check().ifPresent(draft.job()::healthCheck));
    lifecycle(draft, Optional.empty());
    SortedSet<String> ports = draft.job().build().portNames();
    // Aurora's client writes the block into every job, whether it has the port or not.
    lifecycle(draft, draft.shutdown().filter(http -> ports.contains(http.port())));
    Job job = draft.job().build();
    HealthSchema.Config health = draft.health().orElse(HealthSchema.Config.DEFAULT);
    if (health.check().isEmpty()) {
      if (job.portNames().contains(HealthCheck.DEFAULT_PORT)) {
        return draft.job().healthCheck(health.at(HealthCheck.DEFAULT_PORT)).build();
      }
      if (!health.isDefaultChecker()) {
        errors.add(
            HealthSchema.HTTP,
            "the job has no port \""
                + HealthCheck.DEFAULT_PORT
                + "\" to ask; name the port here, as port: …");
      }
    }
    return job;
  }

  private static void lifecycle(Draft draft, Optional<HttpLifecycle> http) {
    Lifecycle lifecycle =
        new Lifecycle(draft.lifecycle().drain(), draft.lifecycle().finalizationWait(), http);
    if (!lifecycle.equals(Lifecycle.DEFAULT)) {
      draft.job().lifecycle(lifecycle);
    }
  }

  private Optional<Draft> draft(Fields top) {
    Optional<JobKey> key = key(top);
    Optional<TaskSchema.Task> task =
        taskElsewhere && top.node("task").isEmpty()
            ? Optional.of(TaskSchema.Task.ELSEWHERE)
            : TaskSchema.read(top, errors);
    Optional<HealthSchema.Config> health = HealthSchema.read(top);
    List<PortRequest> ports = ports(top);
    Optional<Announce> announce = announce(top);
    Map<String, String> metadata = pairs(top, "metadata");
    Map<String, String> labels = pairs(top, "labels");
    Map<String, String> constraints = top.texts("constraints");
    boolean service = top.truth("service", true);
    int instances = top.integer("instances", 1);
    int maxTaskFailures = top.integer("max_task_failures", 1);
    Optional<String> tier = top.text("tier");
    Lifecycle lifecycle = Lifecycle.DEFAULT;
    Optional<HttpLifecycle> shutdown = Optional.empty();
    Optional<DiscoverySettings> discovery = DiscoverySchema.read(top, errors);
    Optional<Fields> lifecycleFields = top.mapping("lifecycle");
    if (lifecycleFields.isPresent()) {
      try (Fields fields = lifecycleFields.get()) {
        lifecycle =
            new Lifecycle(
                fields.seconds("drain_secs", lifecycle.drain()), lifecycle.finalizationWait());
        shutdown = shutdown(fields);
      }
    }
    withoutEffect(top);
    if (key.isEmpty() || task.isEmpty()) {
      return Optional.empty();
    }
    Job.Builder job =
        Job.builder(key.get(), task.get().command())
            .variables(task.get().variables())
            .resources(task.get().resources())
            .ports(ports)
            .metadata(metadata)
            .labels(labels)
            .constraints(constraints)
            .service(service)
            .instances(instances)
            .maxTaskFailures(maxTaskFailures);
    announce.ifPresent(job::announce);
    tier.ifPresent(job::tier);
    discovery.ifPresent(job::discovery);
    lifecycle = new Lifecycle(lifecycle.drain(), task.get().finalizationWait());
    return Optional.of(new Draft(job, health, lifecycle, shutdown));
  }

  private Optional<JobKey> key(Fields top) {
    String cluster = identifier(top, "cluster");
    String role = identifier(top, "role");
    String environment = identifier(top, "environment");
    String name = identifier(top, "name");
    return errors.any()
        ? Optional.empty()
        : Optional.of(new JobKey(cluster, role, environment, name));
  }

  private String identifier(Fields top, String name) {
    top.require(name);
    Optional<String> value = top.text(name);
    value.flatMap(JobKey::problemWith).ifPresent(problem -> errors.add(name, problem));
    return value.orElse("");
  }

  private List<PortRequest> ports(Fields top) {
    List<PortRequest> ports = new ArrayList<>();
    List<SyntaxNode> items = top.list("ports");
    for (int i = 0; i < items.size(); i++) {
      String field = "ports[" + i + "]";
      if (items.get(i) instanceof Scalar) {
        top.text(field, items.get(i)).map(PortRequest::tcp).ifPresent(ports::add);
      } else {
        top.mapping(field, items.get(i)).ifPresent(fields -> ports.add(port(fields)));
      }
    }
    return ports;
  }

  private PortRequest port(Fields fields) {
    try (fields) {
      String name = fields.requiredText("name");
      String protocol = fields.text("protocol").orElse("TCP");
      Optional<Protocol> known = Protocol.of(protocol);
      if (known.isEmpty()) {
        errors.add(
            fields.field("protocol"), "\"" + protocol + "\" is not a protocol; write tcp or udp");
      }
      return new PortRequest(
          name, known.orElse(Protocol.TCP), new TreeMap<>(fields.texts("labels")));
    }
  }

  private static Optional<Announce> announce(Fields top) {
    return top.mapping("announce").map(JobSchema::announceBlock);
  }

  private static Announce announceBlock(Fields fields) {
    try (fields) {
      return announceFields(fields);
    }
  }

  /** The fields of an announce block, among whatever others. */
  static Announce announceFields(Fields fields) {
    String primary = fields.text("primary_port").orElse(Announce.DEFAULT_PRIMARY_PORT);
    Map<String, String> portmap = new TreeMap<>();
    if (fields.node("portmap").isPresent()) {
      fields
          .texts("portmap")
          .forEach((name, value) -> portmap.put(name, withPrimary(value, primary)));
    } else {
      portmap.putAll(Announce.defaultPortmap(primary));
    }
    return new Announce(primary, new TreeMap<>(portmap), fields.text("zk_path"));
  }

  /** The one template that Aurora has in a portmap. */
  private static String withPrimary(String value, String primary) {
    return value.strip().equals("{{primary_port}}") ? primary : value;
  }

  /** As Aurora's client writes metadata, a list of key and value, or as a mapping. */
  private Map<String, String> pairs(Fields top, String name) {
    if (top.node(name).isPresent() && top.node(name).get() instanceof Mapping) {
      return top.texts(name);
    }
    Map<String, String> pairs = new TreeMap<>();
    List<SyntaxNode> items = top.list(name);
    for (int i = 0; i < items.size(); i++) {
      Optional<Fields> item = top.mapping(name + "[" + i + "]", items.get(i));
      if (item.isPresent()) {
        try (Fields fields = item.get()) {
          String key = fields.requiredText("key");
          if (pairs.put(key, fields.requiredText("value")) != null) {
            errors.add(fields.field("key"), "\"" + key + "\" is given twice; remove one");
          }
        }
      }
    }
    return pairs;
  }

  private static Optional<HttpLifecycle> shutdown(Fields lifecycle) {
    Optional<Fields> http = lifecycle.mapping("http");
    if (http.isEmpty()) {
      return Optional.empty();
    }
    try (Fields fields = http.get()) {
      HttpLifecycle otherwise = HttpLifecycle.DEFAULT;
      return Optional.of(
          new HttpLifecycle(
              fields.parsed("scheme", HealthSchema::isHttps, otherwise.tls()),
              fields.text("port").orElse(otherwise.port()),
              fields.text("graceful_shutdown_endpoint").orElse(otherwise.gracefulEndpoint()),
              fields.seconds("graceful_shutdown_wait_secs", otherwise.gracefulWait()),
              fields.text("shutdown_endpoint").orElse(otherwise.shutdownEndpoint()),
              fields.seconds("shutdown_wait_secs", otherwise.shutdownWait())));
    }
  }

  private static void withoutEffect(Fields top) {
    top.text("contact"); // For people to read.
    AuroraFields.only(top, "cron_collision_policy", "KILL_EXISTING");
    AuroraFields.only(top, "enable_hooks", "false");
    AuroraFields.only(top, "priority", "0");
    AuroraFields.only(top, "production", "false");
    Optional<Fields> executor = top.mapping("executor_config");
    if (executor.isPresent()) {
      try (Fields fields = executor.get()) {
        AuroraFields.only(fields, "name", "AuroraExecutor");
        AuroraFields.only(fields, "data", "");
      }
    }
    for (String name :
        List.of("container", "cron_schedule", "partition_policy", "sla_policy", "update_config")) {
      AuroraFields.unsupported(top, name);
    }
  }
}
