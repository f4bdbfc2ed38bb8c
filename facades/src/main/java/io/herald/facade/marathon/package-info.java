/**
 * Marathon's HTTP API as its readers use it: apps with their tasks, the event stream, and of the
 * server what they ask first. Apps are made of Herald's instances; nothing can be deployed.
 *
 * <p>What lives here: which instances are an app, what an app and a task look like, the events, the
 * routes. What may not: how instances are followed.
 */
@NullMarked
package io.herald.facade.marathon;

import org.jspecify.annotations.NullMarked;
