package io.herald.minimesos.agent;

/** A task's id is unique within its framework only. */
record TaskKey(String frameworkId, String taskId) {}
