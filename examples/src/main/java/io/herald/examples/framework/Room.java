package io.herald.examples.framework;

import io.herald.jobs.Launchable;
import io.herald.jobs.Resources;
import io.herald.jobs.marathon.AppDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/**
 * What is left of an offer while tasks are being placed on it.
 *
 * <p>Ports are taken in random order, as Aurora does it: a port that a task has just given up is
 * not the next one's, whose clients may not have noticed.
 */
final class Room {

  private final Offer offer;
  private final Resources executor;
  private double cpus;
  private double mem;
  private double disk;
  private final List<Integer> ports;

  /**
   * All of an offer.
   *
   * @param executor what each job's task has for an executor besides it; an app's task has Mesos'
   *     own, which takes nothing
   */
  Room(Offer offer, Resources executor, Random random) {
    this.offer = offer;
    this.executor = executor;
    this.cpus = scalar("cpus");
    this.mem = scalar("mem");
    this.disk = scalar("disk");
    this.ports = new ArrayList<>();
    for (Resource resource : offer.getResourcesList()) {
      if (resource.getName().equals("ports")) {
        for (Value.Range range : resource.getRanges().getRangeList()) {
          for (long port = range.getBegin(); port <= range.getEnd(); port++) {
            ports.add((int) port);
          }
        }
      }
    }
    Collections.shuffle(ports, random);
  }

  Offer offer() {
    return offer;
  }

  /**
   * Takes a number for each port of the job and the rest of its resources; empty if they don't fit
   * or the agent isn't one that the job may run on.
   */
  Optional<Map<String, Integer>> take(Launchable job) {
    Resources besides = job instanceof AppDefinition ? Resources.NONE : executor;
    double needCpus = job.resources().cpus() + besides.cpus();
    double needMem = job.resources().ramMegabytes() + besides.ramMegabytes();
    double needDisk = job.resources().diskMegabytes() + besides.diskMegabytes();
    if (!Constraints.met(job.constraints(), offer.getAttributesList())
        || needCpus > cpus
        || needMem > mem
        || needDisk > disk
        || job.requestedPorts().size() > ports.size()) {
      return Optional.empty();
    }
    cpus -= needCpus;
    mem -= needMem;
    disk -= needDisk;
    Map<String, Integer> assigned = new TreeMap<>();
    Iterator<Integer> next = ports.iterator();
    for (String name : job.requestedPorts()) {
      assigned.put(name, next.next());
      next.remove();
    }
    return Optional.of(assigned);
  }

  private double scalar(String name) {
    return offer.getResourcesList().stream()
        .filter(resource -> resource.getName().equals(name))
        .mapToDouble(resource -> resource.getScalar().getValue())
        .sum();
  }
}
