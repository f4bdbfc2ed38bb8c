/**
 * One service that runs beside Mesos, registered as long as it lives. What may not live here:
 * health\n * checks and processes, which are the announcer's.
 */
@NullMarked
package io.herald.publish.registration;

import org.jspecify.annotations.NullMarked;
