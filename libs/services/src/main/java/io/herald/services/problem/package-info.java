/**
 * Problems of entities as the API, the metrics and the log report them.
 *
 * <p>What may not live here: how a problem is found. Each reader of services adds kinds of its own.
 */
@NullMarked
package io.herald.services.problem;

import org.jspecify.annotations.NullMarked;
