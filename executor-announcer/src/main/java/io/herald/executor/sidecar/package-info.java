/**
 * Announcing beside a command that anybody starts: Marathon, systemd, a person. What the command
 * line and the environment say, the ports, the signals, and the run from start to exit code.
 *
 * <p>Nothing here knows of Mesos; announcing, checks and processes are the executor's own.
 */
@NullMarked
package io.herald.executor.sidecar;

import org.jspecify.annotations.NullMarked;
