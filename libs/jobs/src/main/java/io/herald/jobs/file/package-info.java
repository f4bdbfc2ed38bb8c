/**
 * Reads job files and apps of Marathon's, YAML and JSON, strictly: every error has its file, line
 * and field. Nothing here decides what a good job is; that is {@link io.herald.jobs.JobRules}.
 */
@NullMarked
package io.herald.jobs.file;

import org.jspecify.annotations.NullMarked;
