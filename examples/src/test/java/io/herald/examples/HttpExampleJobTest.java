package io.herald.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.jobs.HealthCheck;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.file.JobFiles;
import io.herald.jobs.handoff.Handoff;
import io.herald.proto.handoff.TaskHandoff;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code examples/http-example.yaml} is a job, and the one that the documents tell of. */
class HttpExampleJobTest {

  private final Job job = JobFiles.read(Path.of("http-example.yaml"));

  @Test
  void itIsTwoInstancesWithTwoPorts() {
    assertThat(job.key()).isEqualTo(new JobKey("devcluster", "vagrant", "test", "http-example"));
    assertThat(job.instances()).isEqualTo(2);
    assertThat(job.requestedPorts()).containsExactly("admin", "http");
    assertThat(job.portNames()).containsExactly("admin", "aurora", "http");
    assertThat(job.healthCheck().orElseThrow().checker()).isEqualTo(HealthCheck.Http.at("admin"));
  }

  @Test
  void itsCommandRunsTheServerOfOurOwnJar() {
    TaskHandoff handoff =
        Handoff.of(job, 1, "t", "localhost", Map.of("http", 31000, "admin", 31001));

    assertThat(handoff.getCommand()).endsWith("-cp \"$HERALD_JAR\" " + HttpExample.class.getName());
    assertThat(handoff.getEnvironmentMap()).containsEntry("JOB", "vagrant/test/http-example");
  }
}
