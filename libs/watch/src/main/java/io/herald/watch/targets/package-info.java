/**
 * What Prometheus learns of instances: where each is scraped, and by which labels it is known. HTTP
 * discovery and rendered files give the same.
 *
 * <p>What may not live here: how it is written down, and who asks for it.
 */
@NullMarked
package io.herald.watch.targets;

import org.jspecify.annotations.NullMarked;
