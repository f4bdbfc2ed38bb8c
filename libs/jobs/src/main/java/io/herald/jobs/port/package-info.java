/**
 * Ports by name: which ones a job asks its scheduler for, and which number each name has in the
 * end. Scheduler and executor share it, so that both see the same ports. Pure functions only.
 */
@NullMarked
package io.herald.jobs.port;

import org.jspecify.annotations.NullMarked;
