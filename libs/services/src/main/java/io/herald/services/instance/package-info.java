/**
 * What an instance of a service is: its addresses, ports, labels, health, and where each of them
 * comes from. Pure functions of the catalog's entities.
 *
 * <p>What may not live here: state, and what a reader makes of an instance (names, records,
 * targets).
 */
@NullMarked
package io.herald.services.instance;

import org.jspecify.annotations.NullMarked;
