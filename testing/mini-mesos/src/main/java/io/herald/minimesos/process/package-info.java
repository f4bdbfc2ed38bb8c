/**
 * What runs on the machine: process groups, sandboxes, free ports. Knows nothing of masters,
 * frameworks or HTTP.
 */
@NullMarked
package io.herald.minimesos.process;

import org.jspecify.annotations.NullMarked;
