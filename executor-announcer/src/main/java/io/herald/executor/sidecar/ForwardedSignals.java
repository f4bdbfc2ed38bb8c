package io.herald.executor.sidecar;

import io.herald.executor.process.Signal;
import io.herald.runtime.failure.Reason;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that reach this JVM. Java has no API of its own for them; {@code sun.misc.Signal} is
 * part of every JDK (module jdk.unsupported) but can't be compiled against without a warning, so it
 * is called by its name. QUIT stays the JVM's own (a thread dump).
 */
public final class ForwardedSignals {

  private static final List<Signal> ALL =
      List.of(Signal.TERM, Signal.INT, Signal.HUP, Signal.USR1, Signal.USR2);

  private static final Logger log = LoggerFactory.getLogger(ForwardedSignals.class);

  private ForwardedSignals() {}

  /** Hands each one on from now on, in a thread of its own, instead of ending this JVM. */
  public static void to(Consumer<Signal> receiver) {
    for (Signal signal : ALL) {
      try {
        handle(signal, receiver);
      } catch (ReflectiveOperationException e) {
        Throwable cause =
            e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
        log.warn("SIG{} can't be forwarded: {}", signal, Reason.of(cause));
      }
    }
  }

  private static void handle(Signal signal, Consumer<Signal> receiver)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object passesOn =
        Proxy.newProxyInstance(
            ForwardedSignals.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              if (method.getName().equals("handle")) {
                receiver.accept(signal);
              }
              return null;
            });
    type.getMethod("handle", type, handler)
        .invoke(null, type.getConstructor(String.class).newInstance(signal.name()), passesOn);
  }
}
