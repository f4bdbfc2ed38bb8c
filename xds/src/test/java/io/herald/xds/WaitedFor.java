package io.herald.xds;

import io.herald.watch.LiveServices;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Live services that know how many of the changes that were asked for are still waited for. */
final class WaitedFor {

  private final Queue<CompletableFuture<?>> asked = new ConcurrentLinkedQueue<>();
  private final LiveServices live;

  WaitedFor(LiveServices real) {
    this.live =
        (LiveServices)
            Proxy.newProxyInstance(
                LiveServices.class.getClassLoader(),
                new Class<?>[] {LiveServices.class},
                (proxy, method, arguments) -> {
                  try {
                    Object result = method.invoke(real, arguments);
                    if (result instanceof CompletableFuture<?> change) {
                      asked.add(change);
                    }
                    return result;
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  LiveServices live() {
    return live;
  }

  long waiting() {
    return asked.stream().filter(change -> !change.isDone()).count();
  }
}
