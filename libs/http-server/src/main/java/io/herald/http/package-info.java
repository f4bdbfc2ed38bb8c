/**
 * An HTTP server on which several modules serve their routes side by side: TLS with certificates
 * that reload, tokens, client networks, limits of connections, CORS, and errors in the form that
 * each module promises.
 *
 * <p>What lives here: the server, what decides which client may use it, and the forms of responses.
 * What may not: any route. A module hands in a {@link io.herald.http.RouteGroup}.
 */
@NullMarked
package io.herald.http;

import org.jspecify.annotations.NullMarked;
