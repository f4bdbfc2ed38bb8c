/** Armeria's endpoint group and registration beside our members and our monitor. */
@NullMarked
package io.herald.interop.armeria;

import org.jspecify.annotations.NullMarked;
