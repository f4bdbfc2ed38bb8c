package io.herald.jobs.template;

/** A text can't be expanded. The message is a sentence. */
public final class TemplateException extends IllegalArgumentException {

  TemplateException(String message) {
    super(message);
  }
}
