/**
 * Herald and all its libraries as one module, for the Java runtime of an installation: its classes are then where the
 * JDK's are, and one archive of loaded classes, which moves with the runtime, serves every process of a machine. Not
 * compiled with the sources: {@code package.sh} does it. What libraries look for as services is named here, and compared
 * with the jar's.
 */
open module io.herald {
  requires java.logging;
  requires java.management;
  requires java.naming;
  requires java.net.http;
  requires java.security.jgss;
  requires java.security.sasl;
  requires java.xml;
  requires jdk.httpserver;
  requires jdk.management;
  requires jdk.unsupported;

  exports io.herald.launcher;

  uses ch.qos.logback.classic.spi.Configurator;
  uses com.aayushatharva.brotli4j.service.BrotliNativeProvider;
  uses com.fasterxml.jackson.databind.Module;
  uses com.linecorp.armeria.client.ClientFactoryProvider;
  uses com.linecorp.armeria.common.FlagsProvider;
  uses com.linecorp.armeria.common.JacksonObjectMapperProvider;
  uses com.linecorp.armeria.common.RequestContextStorageProvider;
  uses com.linecorp.armeria.common.SerializationFormatProvider;
  uses com.linecorp.armeria.internal.common.context.ThreadLocalAccessorProvider;
  uses com.linecorp.armeria.internal.common.logging.FieldMaskerSelectorProvider;
  uses com.linecorp.armeria.internal.common.util.ExceptionClassifier;
  uses com.linecorp.armeria.server.annotation.DelegatingResponseConverterFunctionProvider;
  uses com.linecorp.armeria.server.annotation.RequestConverterFunctionProvider;
  uses com.linecorp.armeria.server.annotation.ResponseConverterFunctionProvider;
  uses com.linecorp.armeria.server.docs.DescriptiveTypeInfoProvider;
  uses com.linecorp.armeria.server.docs.DocServicePlugin;
  uses io.grpc.LoadBalancerProvider;
  uses io.grpc.ManagedChannelProvider;
  uses io.grpc.NameResolverProvider;
  uses io.herald.launcher.announcing.AgentMode;
  uses io.herald.launcher.announcing.AnnouncePlace;
  uses io.micrometer.context.ContextAccessor;
  uses io.micrometer.context.ThreadLocalAccessor;
  uses io.netty.bootstrap.ChannelInitializerExtension;
  uses java.nio.file.spi.FileSystemProvider;
  uses org.slf4j.spi.SLF4JServiceProvider;

  provides ch.qos.logback.classic.spi.Configurator with
      io.herald.launcher.LogbackSetup;
  provides com.fasterxml.jackson.databind.Module with
      com.fasterxml.jackson.datatype.jdk8.Jdk8Module,
      com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
  provides com.linecorp.armeria.internal.common.logging.FieldMaskerSelectorProvider with
      com.linecorp.armeria.internal.server.annotation.BeanFieldMaskerSelectorProvider;
  provides com.linecorp.armeria.internal.common.util.ExceptionClassifier with
      com.linecorp.armeria.internal.common.util.DefaultExceptionClassifier;
  provides com.linecorp.armeria.server.docs.DescriptiveTypeInfoProvider with
      com.linecorp.armeria.internal.server.docs.JacksonPolymorphismTypeInfoProvider;
  provides com.linecorp.armeria.server.docs.DocServicePlugin with
      com.linecorp.armeria.internal.server.annotation.AnnotatedDocServicePlugin;
  provides io.grpc.LoadBalancerProvider with
      io.grpc.internal.PickFirstLoadBalancerProvider,
      io.grpc.util.OutlierDetectionLoadBalancerProvider,
      io.grpc.util.RandomSubsettingLoadBalancerProvider,
      io.grpc.util.SecretRoundRobinLoadBalancerProvider.Provider;
  provides io.grpc.ManagedChannelProvider with
      io.grpc.netty.NettyChannelProvider,
      io.grpc.netty.UdsNettyChannelProvider;
  provides io.grpc.NameResolverProvider with
      io.grpc.internal.DnsNameResolverProvider,
      io.grpc.netty.UdsNameResolverProvider;
  provides io.herald.launcher.announcing.AgentMode with
      io.herald.launcher.AgentAnnouncing;
  provides io.herald.launcher.announcing.AnnouncePlace with
      io.herald.launcher.publishing.EtcdPlace;
  provides io.micrometer.context.ThreadLocalAccessor with
      io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
  provides org.slf4j.spi.SLF4JServiceProvider with
      ch.qos.logback.classic.spi.LogbackServiceProvider;
}
