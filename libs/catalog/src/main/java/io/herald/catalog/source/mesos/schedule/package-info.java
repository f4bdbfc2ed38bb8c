/**
 * When the master is asked for what, on which thread the answers are applied, and what happens when
 * one doesn't come. All I/O of the source is here.
 */
@NullMarked
package io.herald.catalog.source.mesos.schedule;

import org.jspecify.annotations.NullMarked;
