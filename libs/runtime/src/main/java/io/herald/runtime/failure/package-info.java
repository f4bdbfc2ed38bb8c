/** Failures as sentences for operators: the cause, without Java's class names. */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.failure;
