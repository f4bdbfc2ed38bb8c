package io.herald.balancer.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the shared port with TLS. One whose file changes is replaced while HAProxy
 * runs; one that HAProxy doesn't take is left out until its file changes. Not for several threads.
 */
final class Certificates {

  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private final CertificateFolder folder;
  private final HaproxyProcess process;
  private final ConfigCheck check;
  private final ConfigPlanner planner;
  private Map<String, String> files = new TreeMap<>();
  private final Map<String, String> bad = new TreeMap<>();
  private Optional<String> fault = Optional.empty();

  Certificates(
      HaproxySettings settings, HaproxyProcess process, ConfigCheck check, ConfigPlanner planner) {
    this.folder = new CertificateFolder(settings.certificates());
    this.process = process;
    this.check = check;
    this.planner = planner;
  }

  /**
   * Looks at the folder.
   *
   * @param running whether there is a HAProxy to give a changed certificate to
   * @return whether other files are there
   */
  boolean look(boolean running) throws IOException {
    Map<String, String> now;
    try {
      now = folder.files();
      fault = Optional.empty();
    } catch (IOException e) {
      fault = Optional.of("the folder of certificates can't be read: " + e.getMessage());
      return false;
    }
    if (now.equals(files)) {
      return false;
    }
    boolean others = !now.keySet().equals(files.keySet());
    for (Map.Entry<String, String> file : now.entrySet()) {
      String before = files.get(file.getKey());
      if (before != null && !before.equals(file.getValue())) {
        others |= !running || bad.remove(file.getKey()) != null || !replace(file.getKey());
      }
    }
    bad.keySet().retainAll(now.keySet());
    files = now;
    return others;
  }

  private boolean replace(String file) throws IOException {
    Path path = Path.of(file);
    Optional<String> refused = process.replaceCertificate(path, Files.readString(path));
    if (refused.isPresent()) {
      log.warn("HAProxy keeps the certificate that {} had: {}", file, refused.get());
      fault = Optional.of(file + " isn't taken, its former certificate stays: " + refused.get());
      return true;
    }
    log.info("HAProxy has the new certificate of {}", file);
    return true;
  }

  /** Those that can be loaded. */
  List<String> usable() {
    List<String> usable = new ArrayList<>(files.keySet());
    usable.removeAll(bad.keySet());
    return usable;
  }

  /**
   * Tries each alone.
   *
   * @return whether one is to blame that wasn't known to be
   */
  boolean sortOut(Set<String> blocked) throws IOException, InterruptedException {
    boolean found = false;
    for (String file : usable()) {
      Optional<String> refused = check.faults(planner.plan(List.of(), List.of(file), blocked));
      if (refused.isPresent()) {
        bad.put(file, file + " is left out: " + refused.get());
        log.warn("{}", bad.get(file));
        found = true;
      }
    }
    return found;
  }

  List<String> faults() {
    List<String> all = new ArrayList<>(bad.values());
    fault.ifPresent(all::add);
    return all;
  }
}
