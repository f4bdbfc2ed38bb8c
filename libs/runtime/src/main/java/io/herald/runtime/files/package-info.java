/**
 * Files that an operator replaces while the process runs. What may not live here: what a file
 * means.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.files;
