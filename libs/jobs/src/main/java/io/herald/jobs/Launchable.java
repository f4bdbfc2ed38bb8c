package io.herald.jobs;

import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a framework keeps a number of instances of running, whoever's form it is written in: a
 * {@link Job} of ours, or an app of Marathon's.
 */
public interface Launchable {

  /** Names it among all that a framework runs. An app's begins with a slash, a job's doesn't. */
  String path();

  /** How many; 0 for an app that is suspended. */
  int instances();

  /** Whether an instance that ends well is started again. */
  boolean service();

  /**
   * An instance that failed this often is not restarted, unless it is a service's; -1: no limit.
   */
  int maxTaskFailures();

  /** What one instance needs of an agent, besides an executor of the framework's own. */
  Resources resources();

  /** The names of the ports to take from an offer, for each instance. */
  SortedSet<String> requestedPorts();

  /** The port numbers that it gives itself, instead of taking them from an offer. */
  SortedSet<Integer> fixedPorts();

  /** What an agent's attributes must say: attribute to value. */
  SortedMap<String, String> constraints();

  /**
   * Whether another version takes the place of the tasks that run; else it is for those that are
   * launched from then on.
   */
  boolean replacesTasks();

  /** Whether a task is ready only once Mesos reports that it is healthy; else when it runs. */
  boolean readyOnceHealthy();

  /** The same with so many instances. */
  Launchable withInstances(int number);
}
