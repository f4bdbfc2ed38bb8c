/**
 * The stories that every reader of ServerSets is put through, and the table of what each makes of
 * odd nodes. A module of interop tests brings the reader and extends the stories.
 *
 * <p>Nothing here knows a reader's library.
 */
@NullMarked
package io.herald.interop;

import org.jspecify.annotations.NullMarked;
