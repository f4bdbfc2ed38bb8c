/**
 * What master and agent say to each other. Values and two interfaces; in a real cluster this is a
 * network.
 */
@NullMarked
package io.herald.minimesos.link;

import org.jspecify.annotations.NullMarked;
