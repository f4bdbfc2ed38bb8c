/**
 * A Mesos master with its agents in this JVM: what a test, the demo or {@code ./herald mesos}
 * starts, steers and stops. The rooms below hold the parts: {@code master} and {@code agent} the
 * two roles, {@code link} what they say to each other, {@code election} how a master comes to lead,
 * {@code generated} agents and tasks that exist in messages alone, {@code http} the wire, {@code
 * json} the documents of the master, {@code process} what runs on the machine, {@code loop} the one
 * thread. Nothing of the product may depend on it.
 */
@NullMarked
package io.herald.minimesos;

import org.jspecify.annotations.NullMarked;
