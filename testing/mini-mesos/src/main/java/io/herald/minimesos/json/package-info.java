/**
 * The JSON documents that protobuf's own printing doesn't give: the v0 form of /state and its kin,
 * and snapshots with their empty lists.
 */
@NullMarked
package io.herald.minimesos.json;

import org.jspecify.annotations.NullMarked;
