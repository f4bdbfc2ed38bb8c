/**
 * Announcing beside a command that Marathon, systemd or a person starts. What the command line and
 * the environment say, the ports, the signals, and the run from start to exit code.
 *
 * <p>Nothing here knows of Mesos; announcing, checks and processes are the executor's own.
 */
@NullMarked
package io.herald.executor.sidecar;

import org.jspecify.annotations.NullMarked;
