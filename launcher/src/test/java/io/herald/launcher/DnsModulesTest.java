package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.server.ServiceModule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands beside DNS in {@code herald dns}. */
class DnsModulesTest {

  @Test
  void theParametersOfEveryModuleAreRead() {
    List<ServiceModule<?>> modules = DnsModules.create();
    try {
      assertThat(modules)
          .allSatisfy(module -> assertThat(DnsModules.SECTIONS).contains(module.parameters()));
      assertThat(modules.stream().map(ServiceModule::name)).doesNotHaveDuplicates();
    } finally {
      modules.forEach(ServiceModule::close);
    }
  }
}
