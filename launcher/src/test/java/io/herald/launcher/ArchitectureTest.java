package io.herald.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.xbill.DNS.Resolver;

/** Dependencies point down: launcher, demo, products, libraries, contracts. */
@AnalyzeClasses(packages = "io.herald", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule modulesDependDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("launcher")
          .definedBy("io.herald.launcher..")
          .layer("demo")
          .definedBy("io.herald.demo..")
          .layer("examples")
          .definedBy("io.herald.examples..")
          .layer("mini-mesos")
          .definedBy("io.herald.minimesos..")
          .layer("mini-zookeeper")
          .definedBy("io.herald.minizookeeper..")
          .layer("mini-etcd")
          .definedBy("io.herald.minietcd..")
          .layer("ports")
          .definedBy("io.herald.ports..")
          .layer("scheduler-module")
          .definedBy("io.herald.scheduler..")
          .layer("executor-announcer")
          .definedBy("io.herald.executor..")
          .layer("dns-server")
          .definedBy("io.herald.dns..")
          .layer("http-api")
          .definedBy("io.herald.api..")
          .layer("facades")
          .definedBy("io.herald.facade..")
          .layer("xds")
          .definedBy("io.herald.xds..")
          .layer("render")
          .definedBy("io.herald.render..")
          .layer("load-balancer")
          .definedBy("io.herald.balancer..")
          .layer("publish")
          .definedBy("io.herald.publish..")
          .layer("page")
          .definedBy("io.herald.page..")
          .layer("skydns")
          .definedBy("io.herald.skydns", "io.herald.skydns.answer..", "io.herald.skydns.source..")
          .layer("watch")
          .definedBy("io.herald.watch..")
          // No part of Herald itself: programs take it.
          .optionalLayer("client")
          .definedBy("io.herald.client..")
          .layer("services")
          .definedBy("io.herald.services..")
          .layer("catalog")
          .definedBy("io.herald.catalog..")
          .layer("jobs")
          .definedBy("io.herald.jobs..")
          .layer("serverset")
          .definedBy("io.herald.serverset..")
          .layer("etcd")
          .definedBy("io.herald.etcd..")
          .layer("mesos-http")
          .definedBy("io.herald.mesos..")
          .layer("proto")
          .definedBy("io.herald.proto..")
          .layer("http-server")
          .definedBy("io.herald.http..")
          .layer("settings")
          .definedBy("io.herald.settings..")
          // Shared by the reader of SkyDNS' keys and their writer.
          .layer("skydns-message")
          .definedBy("io.herald.skydns.message..")
          .layer("runtime")
          .definedBy("io.herald.runtime..")
          .whereLayer("runtime")
          .mayNotAccessAnyLayer()
          .whereLayer("settings")
          .mayOnlyAccessLayers("runtime")
          .whereLayer("http-server")
          .mayOnlyAccessLayers("runtime")
          .whereLayer("skydns-message")
          .mayOnlyAccessLayers("runtime")
          .whereLayer("launcher")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("demo")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("examples")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("mini-mesos")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("mini-zookeeper")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("ports")
          .mayOnlyBeAccessedByLayers("mini-mesos", "mini-zookeeper", "mini-etcd")
          .whereLayer("mini-etcd")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("scheduler-module")
          .mayOnlyBeAccessedByLayers("launcher", "demo", "examples")
          .whereLayer("executor-announcer")
          .mayOnlyBeAccessedByLayers("launcher", "demo", "examples")
          .whereLayer("dns-server")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("client")
          .mayNotAccessAnyLayer()
          .whereLayer("page")
          .mayOnlyAccessLayers("runtime", "settings", "http-server")
          .whereLayer("page")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("http-api")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("facades")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("xds")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("render")
          .mayOnlyBeAccessedByLayers("launcher", "demo")
          .whereLayer("load-balancer")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("publish")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("watch")
          .mayOnlyBeAccessedByLayers(
              "launcher",
              "demo",
              "http-api",
              "facades",
              "render",
              "load-balancer",
              "xds",
              "publish")
          .whereLayer("services")
          .mayOnlyBeAccessedByLayers(
              "launcher",
              "demo",
              "dns-server",
              "watch",
              "http-api",
              "facades",
              "render",
              "load-balancer",
              "skydns",
              "xds",
              "publish")
          .whereLayer("catalog")
          .mayOnlyBeAccessedByLayers(
              "launcher",
              "demo",
              "dns-server",
              "services",
              "watch",
              "http-api",
              "facades",
              "render",
              "load-balancer",
              "xds",
              "publish")
          .whereLayer("jobs")
          .mayOnlyBeAccessedByLayers(
              "launcher", "demo", "examples", "scheduler-module", "executor-announcer")
          .whereLayer("serverset")
          .mayOnlyBeAccessedByLayers("launcher", "demo", "catalog", "executor-announcer", "skydns")
          .whereLayer("etcd")
          .mayOnlyAccessLayers("runtime", "settings")
          .whereLayer("etcd")
          .mayOnlyBeAccessedByLayers("launcher", "publish", "skydns")
          .whereLayer("skydns")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("mesos-http")
          .mayOnlyBeAccessedByLayers(
              "launcher",
              "demo",
              "examples",
              "executor-announcer",
              "dns-server",
              "catalog",
              "load-balancer",
              "mini-mesos");

  @ArchTest
  static final ArchRule noPackagesFormACircle =
      slices().matching("io.herald.(**)").should().beFreeOfCycles();

  /** The rooms of the DNS server from the ground up: each may use those before it. */
  private static final List<String> DNS_ROOMS =
      List.of(
          "record",
          "access",
          "zone",
          "answer",
          "forward",
          "transport",
          "transfer",
          "naming",
          "explain",
          "loading",
          "dcos",
          "http",
          "config",
          "server");

  @ArchTest
  static void theRoomsOfTheDnsServerUseTheOnesBelow(JavaClasses all) {
    classes()
        .that()
        .resideInAPackage("io.herald.dns..")
        .should()
        .resideInAnyPackage(dnsRooms(0))
        .because("every room of the DNS server has its place in the order")
        .check(all);
    for (int i = 0; i < DNS_ROOMS.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAPackage("io.herald.dns." + DNS_ROOMS.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(dnsRooms(i + 1))
          .allowEmptyShould(true)
          .check(all);
    }
  }

  private static String[] dnsRooms(int from) {
    return DNS_ROOMS.stream()
        .skip(from)
        .map(room -> "io.herald.dns." + room + "..")
        .toArray(String[]::new);
  }

  @ArchTest
  static final ArchRule threadsAreMadeInOneRoom =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.herald.runtime.threads", "io.herald.client.threads")
          .should()
          .callCodeUnitWhere(
              DescribedPredicate.describe(
                  "a thread or a pool gets no name", call -> isNameless(call)))
          .because(
              "io.herald.runtime.threads names them, and docs/architecture.md lists the names");

  /** With one or two processors that pool is a new thread for each task. */
  @ArchTest
  static final ArchRule nothingRunsInTheCommonPool =
      noClasses()
          .should()
          .callMethod(ForkJoinPool.class, "commonPool")
          .orShould()
          .callCodeUnitWhere(
              DescribedPredicate.describe(
                  "a step of a future runs where the JDK likes",
                  call ->
                      (call.getTargetOwner().isAssignableTo(CompletionStage.class)
                              || call.getTargetOwner().isAssignableTo(Resolver.class))
                          && call.getTarget().getName().endsWith("Async")
                          && call.getTarget().getRawParameterTypes().stream()
                              .noneMatch(one -> one.isEquivalentTo(Executor.class))));

  private static boolean isNameless(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    boolean constructor = call.getTarget().getName().equals(JavaConstructor.CONSTRUCTOR_NAME);
    if (constructor && owner.isAssignableTo(Thread.class)) {
      return true;
    }
    boolean jdkPool =
        owner.getPackageName().equals("java.util.concurrent")
            && owner.isAssignableTo(ThreadPoolExecutor.class);
    boolean madeByExecutors =
        owner.isEquivalentTo(Executors.class) && call.getTarget().getName().startsWith("new");
    boolean pool = madeByExecutors || (constructor && jdkPool);
    return pool
        && call.getTarget().getRawParameterTypes().stream()
            .noneMatch(parameter -> parameter.isEquivalentTo(ThreadFactory.class));
  }

  @ArchTest
  static final ArchRule recordsAreNounsWithoutInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage("io.herald.dns.record..", "io.herald.catalog.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio.channels..", "java.net.http..", "io.netty..");

  @ArchTest
  static final ArchRule theZoneKnowsNothingOfMesos =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.herald.dns.zone..",
              "io.herald.dns.answer..",
              "io.herald.dns.transport..",
              "io.herald.dns.forward..",
              "io.herald.dns.transfer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.herald.catalog..",
              "io.herald.services..",
              "io.herald.dns.naming..",
              "org.apache.mesos..");

  @ArchTest
  static final ArchRule theCatalogsNounsAreFreeOfMesosMessages =
      noClasses()
          .that()
          .resideInAnyPackage("io.herald.catalog", "io.herald.catalog.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.mesos..", "org.apache.curator..", "org.apache.zookeeper..");

  @ArchTest
  static final ArchRule noDumpingGrounds =
      classes()
          .should()
          .resideOutsideOfPackages(
              "..util..", "..utils..", "..common..", "..helper..", "..impl..", "..manager..");

  /** The wall clock is set at times, so durations are measured by MonotonicClock or nanoTime. */
  @ArchTest
  static final ArchRule theWallClockIsReadOnlyForDatesThatAreShownOrStored =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.herald.runtime.time.MonotonicClock")
          // serials, cookies, dates of configurations; signatures; members' marks; status updates
          .and()
          .doNotHaveFullyQualifiedName("io.herald.dns.server.DnsService")
          .and()
          .doNotHaveFullyQualifiedName("io.herald.dns.transfer.TsigKeys")
          .and()
          .doNotHaveFullyQualifiedName("io.herald.executor.announce.ServerSetAnnouncer")
          .and()
          .doNotHaveFullyQualifiedName("io.herald.executor.lifecycle.StatusUpdates")
          // messages of a Mesos master and its agents
          .and()
          .resideOutsideOfPackage("io.herald.minimesos..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callConstructor(Date.class);
}
