package io.herald.launcher.balancer;

import com.linecorp.armeria.common.HttpStatus;
import io.herald.catalog.follow.SkippedBySource;
import io.herald.dns.http.ProblemList;
import io.herald.http.Responses;
import io.herald.http.Router;
import io.herald.services.problem.ProblemBook;
import java.util.List;
import java.util.function.Supplier;

/** {@code /v1/problems} of a balancer without DNS. */
public final class ProblemRoutes extends BalancerRoutes {

  private static final String PATH = "/v1/problems";

  private final Supplier<List<ProblemBook>> books;
  private final Supplier<List<SkippedBySource>> skipped;

  /**
   * Routes that ask at each request.
   *
   * @param books what can't be served
   * @param skipped what the sources could not read
   */
  public ProblemRoutes(Supplier<List<ProblemBook>> books, Supplier<List<SkippedBySource>> skipped) {
    super(PATH);
    this.books = books;
    this.skipped = skipped;
  }

  @Override
  public void addTo(Router router) {
    router.getJson(
        PATH,
        context ->
            Responses.json(HttpStatus.OK, ProblemList.of(books.get(), List.of(), skipped.get())));
  }
}
