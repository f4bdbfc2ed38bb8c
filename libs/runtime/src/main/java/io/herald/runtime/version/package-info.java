/** Which Herald this is. */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.version;
