/**
 * The nouns of a cluster as Herald sees it: immutable records, no I/O, no DNS, no Mesos messages.
 *
 * <p>Sources fill them in; everything downstream reads them. What a source cannot know is absent,
 * never guessed.
 */
@NullMarked
package io.herald.catalog.model;

import org.jspecify.annotations.NullMarked;
