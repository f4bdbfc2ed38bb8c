/**
 * The master: frameworks, agents, tasks, offers and the events that report them. All of it lives on
 * the cluster's one thread.
 */
@NullMarked
package io.herald.minimesos.master;

import org.jspecify.annotations.NullMarked;
