package io.herald.render.template;

import com.github.mustachejava.MustacheException;
import com.github.mustachejava.TemplateContext;

/** A tag that templates may not have; the message says what to write. */
final class RefusedTagException extends MustacheException {

  RefusedTagException(String sentence, TemplateContext where) {
    super(sentence, where);
  }
}
