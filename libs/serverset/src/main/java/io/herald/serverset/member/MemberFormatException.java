package io.herald.serverset.member;

/**
 * The data of one node is not a ServerSet member. It says nothing about the other members: whoever
 * reads a set skips this one and goes on.
 */
public final class MemberFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence: which field, what it holds, what was expected
   */
  public MemberFormatException(String message) {
    super(message);
  }

  public MemberFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
