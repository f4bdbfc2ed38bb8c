/**
 * A cluster for the tests of whatever reads services: real services, fed with the batches that a
 * catalog gives; its frameworks, agents and tasks. What a test puts in front of the services (a
 * log, a server) is the test's own. The tests of {@code libs/services} can't use it: it needs them.
 */
@NullMarked
package io.herald.changingcluster;

import org.jspecify.annotations.NullMarked;
