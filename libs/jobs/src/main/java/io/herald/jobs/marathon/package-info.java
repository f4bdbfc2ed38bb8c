/**
 * Apps as Marathon has them, and their JSON: what a scheduler that stands in for Marathon needs to
 * know of them. No messages of Mesos here, and no container: an app is a command.
 */
@NullMarked
package io.herald.jobs.marathon;

import org.jspecify.annotations.NullMarked;
