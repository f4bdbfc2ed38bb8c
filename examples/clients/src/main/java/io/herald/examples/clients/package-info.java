/**
 * Programs that find their services with Herald's client: an endpoint group for Armeria, a name
 * resolver for gRPC. To be copied.
 */
@NullMarked
package io.herald.examples.clients;

import org.jspecify.annotations.NullMarked;
