/**
 * Requests to one Herald server: redirects, tokens, errors, an open stream of events. What may not
 * live here: which server is asked, and when it is tried again.
 */
@NullMarked
package io.herald.client.http;

import org.jspecify.annotations.NullMarked;
