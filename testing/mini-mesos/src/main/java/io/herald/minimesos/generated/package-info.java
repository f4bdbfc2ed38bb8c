/**
 * Agents and tasks that exist in messages alone: no process runs, so that there can be thousands.
 * What a master says of them is what it says of real ones.
 */
@NullMarked
package io.herald.minimesos.generated;

import org.jspecify.annotations.NullMarked;
