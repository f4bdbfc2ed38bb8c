/**
 * The one application: main, and for each command the flags and the wiring. Nothing that decides
 * anything: each command fills its module's options record, which validates itself, and runs it.
 */
@NullMarked
package io.herald.launcher;

import org.jspecify.annotations.NullMarked;
