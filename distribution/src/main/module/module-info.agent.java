/** The same for the executor's package: the commands of AgentHerald and what they need, as one module. */
open module io.herald {
  requires java.logging;
  requires java.management;
  requires java.naming;
  requires java.net.http;
  requires java.security.jgss;
  requires java.security.sasl;
  requires jdk.management;
  requires jdk.unsupported;

  exports io.herald.launcher;

  uses ch.qos.logback.classic.spi.Configurator;
  uses com.fasterxml.jackson.databind.Module;
  uses io.herald.launcher.announcing.AgentMode;
  uses io.herald.launcher.announcing.AnnouncePlace;
  uses java.nio.file.spi.FileSystemProvider;
  uses org.slf4j.spi.SLF4JServiceProvider;

  provides ch.qos.logback.classic.spi.Configurator with
      io.herald.launcher.LogbackSetup;
  provides org.slf4j.spi.SLF4JServiceProvider with
      ch.qos.logback.classic.spi.LogbackServiceProvider;
}
