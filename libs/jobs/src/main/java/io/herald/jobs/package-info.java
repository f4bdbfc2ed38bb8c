/**
 * What a job is: key, command, resources, ports, announce block, health check, life cycle.
 *
 * <p>Immutable nouns and the rules that a job must keep ({@link io.herald.jobs.JobRules}); no
 * files, no Mesos messages, no network. Names and defaults are Aurora's where Aurora has them.
 */
@NullMarked
package io.herald.jobs;

import org.jspecify.annotations.NullMarked;
