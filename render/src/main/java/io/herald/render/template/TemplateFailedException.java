package io.herald.render.template;

/** A template can't be used; the message is a sentence with file and line. */
public final class TemplateFailedException extends RuntimeException {

  TemplateFailedException(String sentence) {
    super(sentence);
  }

  TemplateFailedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
