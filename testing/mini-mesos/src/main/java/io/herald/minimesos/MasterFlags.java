package io.herald.minimesos;

import io.herald.mesos.leader.ZooKeeperUrl;
import java.util.Map;
import java.util.TreeMap;

/** A master's flags with Mesos' own defaults, as /flags and /state show them. */
final class MasterFlags {

  /** Those that are the same for every master here. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("agent_reregister_timeout", "10mins"),
          Map.entry("allocator", "hierarchical"),
          Map.entry("allocator_agent_recovery_factor", "0.8"),
          Map.entry("allocator_recovery_timeout", "10mins"),
          Map.entry("authenticate_agents", "false"),
          Map.entry("authenticate_frameworks", "false"),
          Map.entry("authentication_v0_timeout", "15secs"),
          Map.entry("authenticators", "crammd5"),
          Map.entry("authorizers", "local"),
          Map.entry("filter_gpu_resources", "true"),
          Map.entry("framework_sorter", "drf"),
          Map.entry("help", "false"),
          Map.entry("hostname_lookup", "true"),
          Map.entry("http_authenticators", "basic"),
          Map.entry("initialize_driver_logging", "true"),
          Map.entry("log_auto_initialize", "true"),
          Map.entry("logbufsecs", "0"),
          Map.entry("logging_level", "INFO"),
          Map.entry("max_completed_frameworks", "50"),
          Map.entry("max_completed_tasks_per_framework", "1000"),
          Map.entry("max_operator_event_stream_subscribers", "1000"),
          Map.entry("max_unreachable_tasks_per_framework", "1000"),
          Map.entry("memory_profiling", "false"),
          Map.entry("min_allocatable_resources", "cpus:0.01|mem:32"),
          Map.entry("offer_constraints_re2_max_mem", "4KB"),
          Map.entry("offer_constraints_re2_max_program_size", "100"),
          Map.entry("publish_per_framework_metrics", "true"),
          Map.entry("quiet", "false"),
          Map.entry("recovery_agent_removal_limit", "100%"),
          Map.entry("registry_fetch_timeout", "1mins"),
          Map.entry("registry_gc_interval", "15mins"),
          Map.entry("registry_max_agent_age", "2weeks"),
          Map.entry("registry_max_agent_count", "102400"),
          Map.entry("registry_store_timeout", "20secs"),
          Map.entry("registry_strict", "false"),
          Map.entry("require_agent_domain", "false"),
          Map.entry("role_sorter", "drf"),
          Map.entry("root_submissions", "true"),
          Map.entry("version", "false"),
          Map.entry("webui_dir", "/usr/share/mesos/webui"),
          Map.entry("zk_session_timeout", "10secs"));

  private MasterFlags() {}

  /** All flags of one master, the changed ones with their new values. */
  static Map<String, String> of(
      MiniMesosOptions options, String address, int port, Map<String, String> changed) {
    Map<String, String> flags = new TreeMap<>(DEFAULTS);
    flags.put("agent_ping_timeout", options.agentPingTimeout().toMillis() + "ms");
    flags.put("allocation_interval", options.allocationInterval().toMillis() + "ms");
    String login = String.valueOf(options.security().logins().required());
    flags.put("authenticate_http_frameworks", login);
    flags.put("authenticate_http_readonly", login);
    flags.put("authenticate_http_readwrite", login);
    flags.put("cluster", options.cluster());
    flags.put("hostname", options.hostname());
    flags.put("ip", address);
    flags.put("max_agent_ping_timeouts", "1");
    flags.put("port", String.valueOf(port));
    flags.put("registry", "in_memory");
    flags.put("work_dir", options.workDir().toAbsolutePath().toString());
    options
        .zooKeeper()
        .ifPresent(
            url -> {
              flags.put("quorum", "1");
              flags.put("zk", ZooKeeperUrl.parse(url).toString());
            });
    flags.putAll(changed);
    return flags;
  }
}
