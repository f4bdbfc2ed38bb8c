package io.herald.launcher.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.jobs.Announce;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The member that an instance will be. */
record ServerSetEntry(ServerSetPath path, Member member) {

  /** The entry; absent if the job isn't announced. */
  static Optional<ServerSetEntry> of(ExampleInstance instance, String root) {
    return instance.job().announce().map(announce -> of(instance, announce, root));
  }

  private static ServerSetEntry of(ExampleInstance instance, Announce announce, String root) {
    Map<String, Endpoint> endpoints = new TreeMap<>();
    instance
        .ports()
        .forEach(
            (name, port) ->
                endpoints.put(name, new Endpoint(ExampleInstance.AGENT_HOST, port.number())));
    Endpoint primary = endpoints.get(announce.primaryPort());
    if (primary == null) {
      throw new IllegalStateException("a job that breaks its rules: " + announce.primaryPort());
    }
    ServerSetPath path =
        announce
            .zkPath()
            .map(ServerSetPath::new)
            .orElseGet(
                () ->
                    ServerSetPath.of(
                        root,
                        instance.job().key().role(),
                        instance.job().key().environment(),
                        instance.job().key().name()));
    return new ServerSetEntry(
        path,
        Member.alive(primary, endpoints, instance.number())
            .withMetadata(instance.job().discovery().labels()));
  }

  /** Its bytes as text. */
  String json() {
    return new String(MemberJson.write(member), UTF_8);
  }
}
