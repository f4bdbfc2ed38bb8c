package io.herald.balancer.nftables;

/** A command that changes the kernel has failed; the message says which, why, and what to do. */
final class KernelException extends Exception {

  private static final long serialVersionUID = 1L;

  KernelException(String message) {
    super(message);
  }
}
