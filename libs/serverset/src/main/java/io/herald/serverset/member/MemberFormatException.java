package io.herald.serverset.member;

import io.herald.runtime.text.Printable;

/**
 * The data of one node is not a ServerSet member. It says nothing about the other members: whoever
 * reads a set skips this one and goes on.
 */
public final class MemberFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  /** In characters: what a node holds is written by whoever may write there. */
  private static final int LONGEST = 400;

  /**
   * @param message a sentence: which field, what it holds, what was expected; what is unprintable
   *     in it is replaced, and a long one cut
   */
  public MemberFormatException(String message) {
    super(Printable.of(message, LONGEST));
  }

  public MemberFormatException(String message, Throwable cause) {
    super(Printable.of(message, LONGEST), cause);
  }
}
