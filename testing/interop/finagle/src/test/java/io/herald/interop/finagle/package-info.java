/** Finagle's two resolvers and its announcer beside our members and our monitor. */
@NullMarked
package io.herald.interop.finagle;

import org.jspecify.annotations.NullMarked;
