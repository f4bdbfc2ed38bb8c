/**
 * What a master says, in the catalog's nouns: whole snapshots ({@link MesosSnapshot}), the operator
 * API's messages and its list of tasks, and the rules that hold whichever API the facts came
 * through (networks, ports, states, statuses). No state of the cluster, no I/O beyond the stream
 * that is read, no decision about what to keep.
 */
@NullMarked
package io.herald.catalog.source.mesos.reading;

import org.jspecify.annotations.NullMarked;
