/**
 * Announces the tasks of a whole agent, of whatever framework, which ask for it by a label: one
 * process, one session, no thread of a task's own. It follows the agent through its operator API
 * and runs nothing.
 *
 * <p>Each step is a room of its own in small: {@code AgentTask} (what the agent says of a task),
 * {@code AgentTaskPlan} (what follows from its label, pure), {@code FollowedTask} (one task's
 * state), {@code AgentPoller} (the agent, asked again and again), {@code AgentAnnouncer} (all of
 * it). A task's check runs on the shared loop of {@code probe}.
 */
@NullMarked
package io.herald.executor.agent;

import org.jspecify.annotations.NullMarked;
