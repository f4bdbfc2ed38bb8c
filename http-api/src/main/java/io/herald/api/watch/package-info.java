/**
 * The services as they change, over HTTP: {@code /v2/watch} (server-sent events), and waiting for a
 * change in requests of other routes (long polls); how many clients may do either.
 *
 * <p>What may not live here: what is watched and how a watch resumes, which is {@link
 * io.herald.watch}'s; how an instance looks in JSON.
 */
@NullMarked
package io.herald.api.watch;

import org.jspecify.annotations.NullMarked;
