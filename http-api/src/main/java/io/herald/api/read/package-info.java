/**
 * The routes of {@code /v2} that answer with a document: lists of services, instances, frameworks,
 * agents, changes and records, single services, sources, problems, explanations.
 *
 * <p>What may not live here: watches, which answer again and again, and the form of other products.
 */
@NullMarked
package io.herald.api.read;

import org.jspecify.annotations.NullMarked;
