package io.herald.api.endpoint;

import com.linecorp.armeria.common.HttpStatus;
import io.herald.runtime.text.Printable;
import java.util.Optional;

/** A request that is answered with a problem document, which the client can mend or repeat. */
public final class RefusedRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Of a value in a problem document, in characters. */
  private static final int LONGEST_VALUE = 200;

  private final transient ProblemDocument document;

  public RefusedRequestException(ProblemDocument document) {
    super(document.detail(), null, false, false);
    this.document = document;
  }

  /** What the client is told. */
  public ProblemDocument document() {
    return document;
  }

  /**
   * 400 for one parameter.
   *
   * @param value as given; empty if the parameter is missing
   * @param remedy what to write instead
   */
  public static RefusedRequestException badParameter(
      String name, Optional<String> value, String remedy) {
    Optional<String> shown = value.map(text -> Printable.of(text, LONGEST_VALUE));
    String detail =
        shown
            .map(
                text ->
                    "the parameter \"" + name + "\" = \"" + text + "\" can't be read; " + remedy)
            .orElseGet(() -> "the parameter \"" + name + "\" is missing; " + remedy);
    return new RefusedRequestException(
        new ProblemDocument(HttpStatus.BAD_REQUEST, detail).field(name, shown));
  }

  /** 400 for a parameter that the route doesn't have. */
  static RefusedRequestException unknownParameter(
      String name, Optional<String> value, String remedy) {
    String shownName = Printable.of(name, LONGEST_VALUE);
    Optional<String> shown = value.map(text -> Printable.of(text, LONGEST_VALUE));
    String detail =
        "there is no parameter \""
            + shownName
            + "\" here"
            + shown.map(text -> " (its value is \"" + text + "\")").orElse("")
            + "; "
            + remedy;
    return new RefusedRequestException(
        new ProblemDocument(HttpStatus.BAD_REQUEST, detail).field(shownName, shown));
  }

  /** 404: what the path names isn't there. */
  public static RefusedRequestException notFound(String detail) {
    return new RefusedRequestException(new ProblemDocument(HttpStatus.NOT_FOUND, detail));
  }

  /** 503: ask again. */
  public static RefusedRequestException notYet(String detail) {
    return new RefusedRequestException(new ProblemDocument(HttpStatus.SERVICE_UNAVAILABLE, detail));
  }
}
