/**
 * {@code /v2}: the cluster over HTTP, read and watched. Knows nothing of DNS: records and
 * explanations come through an interface that the launcher fills.
 */
@NullMarked
package io.herald.api;

import org.jspecify.annotations.NullMarked;
