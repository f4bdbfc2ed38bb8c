package io.herald.launcher.modules;

import io.herald.balancer.config.BalancerParameters;
import io.herald.dns.config.DnsParameters;
import io.herald.dns.server.ServiceModule;
import io.herald.facade.consul.ConsulParameters;
import io.herald.facade.marathon.MarathonParameters;
import io.herald.publish.config.PublishParameters;
import io.herald.settings.ParameterTable;
import io.herald.settings.SectionSettings;
import io.herald.settings.SettingsSection;
import io.herald.xds.XdsParameters;
import java.time.Clock;
import java.util.List;

/**
 * What stands beside DNS in {@code herald dns}. A module's parameters are a line of {@link
 * #SECTIONS}, the module itself a line of {@link #create}, in which it finds what it reads from:
 * the modules don't know the DNS server, so that each has an adapter of its own in this package.
 */
public final class DnsModules {

  /** The parameters of all of them, in the order of the help. */
  public static final List<SettingsSection<?>> SECTIONS =
      List.of(
          LiveServicesModule.SECTION,
          ApiModule.SECTION,
          PageModule.SECTION,
          ConsulParameters.SECTION,
          MarathonParameters.SECTION,
          XdsParameters.SECTION,
          RenderModule.SECTION,
          BalancerParameters.BESIDE_DNS,
          PublishParameters.BESIDE_DNS,
          SkydnsModule.SECTION);

  /** The parameters of the DNS server and of all modules. */
  public static final ParameterTable TABLE = DnsParameters.with(SECTIONS);

  private DnsModules() {}

  /**
   * New ones, for one server; what comes first is told first what is in force.
   *
   * @param settings that the process starts with
   * @param clock the DNS server's own
   */
  public static List<ServiceModule<?>> create(SectionSettings settings, Clock clock) {
    LiveServicesModule services =
        new LiveServicesModule(settings.of(LiveServicesModule.SECTION), clock);
    LoadBalancerModule balancer = new LoadBalancerModule(services.live(), clock);
    SkydnsModule keys = new SkydnsModule(clock);
    return List.of(
        services,
        new ApiModule(services.live(), balancer, keys, clock),
        new PageModule(),
        new ConsulModule(services.live(), clock),
        new MarathonModule(services.live(), clock),
        new XdsModule(services.live()),
        new RenderModule(services.live()),
        balancer,
        new PublishModule(services.live()),
        keys);
  }
}
