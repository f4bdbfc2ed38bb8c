package io.herald.balancer.haproxy;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the shared port with TLS. HAProxy has copies of those of the operator's
 * folder, the last ones that it took: a file that is broken, or can't be read, costs nothing as
 * long as a copy is there, over reloads and restarts too. A copy goes once its file was deleted.
 * One whose file changes is replaced while HAProxy runs. Not for several threads.
 */
final class Certificates {

  private static final Logger log = LoggerFactory.getLogger(Certificates.class);
  private static final String MEND =
      "; put a PEM file there that has the certificate and its key, and can be read by Herald";

  private final Optional<CertificateFolder> folder;
  private final HaproxyProcess process;
  private final CertificateCheck check;

  /** What HAProxy reads. */
  private final CertificateCopies copies;

  /** What HAProxy is yet to be asked about. */
  private final CertificateCopies candidates;

  private final Path candidateFolder;
  private SortedMap<String, String> states = new TreeMap<>();
  private SortedSet<String> there = new TreeSet<>();

  /** Copies that HAProxy doesn't take any more. */
  private final SortedSet<String> refused = new TreeSet<>();

  /** Copies that are deleted once HAProxy goes without them. */
  private final SortedSet<String> leaving = new TreeSet<>();

  private final Map<String, String> bad = new TreeMap<>();
  private Optional<String> fault = Optional.empty();
  private boolean looked;
  private boolean stale;

  Certificates(HaproxySettings settings, HaproxyProcess process) {
    this.folder = settings.certificates().map(CertificateFolder::new);
    this.process = process;
    this.check = new CertificateCheck(settings.program(), settings.folder());
    this.copies = new CertificateCopies(settings.certificateCopies());
    this.candidateFolder = settings.folder().resolve("certificates.check");
    this.candidates = new CertificateCopies(candidateFolder);
  }

  /**
   * Looks at the folder.
   *
   * @param running whether there is a HAProxy to give a changed certificate to
   * @return whether HAProxy is to load others, or some of them anew
   */
  boolean look(boolean running) throws InterruptedException {
    List<String> before = usable();
    Optional<String> found = Optional.empty();
    try {
      if (!looked) {
        there = copies.names();
        looked = true;
      }
      found = compare(running);
    } catch (IOException e) {
      found =
          Optional.of(
              "the certificates can't be taken over into "
                  + copies.path("")
                  + ": "
                  + Reason.of(e)
                  + "; HAProxy goes on with those that it has, trying again");
    }
    if (!found.equals(fault)) {
      found.ifPresent(what -> log.warn("{}", what));
    }
    fault = found;
    return stale || !usable().equals(before);
  }

  /** Takes what is new; what is wrong with the folder. */
  private Optional<String> compare(boolean running) throws IOException, InterruptedException {
    SortedMap<String, String> now;
    try {
      now = folder.isPresent() ? folder.get().states() : new TreeMap<>();
    } catch (IOException e) {
      return Optional.of(unreadable(folder.orElseThrow().folder(), e));
    }
    if (!now.equals(states)) {
      bad.keySet().retainAll(now.keySet());
      for (String name : new TreeSet<>(there)) {
        if (!now.containsKey(name)) {
          there.remove(name);
          leaving.add(name);
        }
      }
      refused.retainAll(there);
      takeChanged(now, running);
    }
    return Optional.empty();
  }

  /** Why a folder can't be read, in a sentence with its remedy. */
  static String unreadable(Path folder, IOException e) {
    return "haproxyCertificates: the folder "
        + folder
        + " can't be read: "
        + Reason.of(e)
        + "; make it, or let the user \""
        + System.getProperty("user.name")
        + "\" read it";
  }

  /** That a file isn't used, with its remedy. */
  static String leftOut(Path file, String why) {
    return file + " is left out: " + why + MEND;
  }

  private void takeChanged(SortedMap<String, String> now, boolean running)
      throws IOException, InterruptedException {
    List<CertificateCopy> changed = new ArrayList<>();
    SortedMap<String, String> known = new TreeMap<>(now);
    for (Map.Entry<String, String> file : now.entrySet()) {
      String name = file.getKey();
      if (file.getValue().equals(states.get(name))) {
        continue;
      }
      try {
        CertificateCopy copy = folder.orElseThrow().read(name);
        if (there.contains(name) && copies.has(copy)) {
          taken(name);
        } else {
          changed.add(copy);
        }
      } catch (IOException e) {
        known.remove(name); // that it can be read again isn't seen at its state
        refuse(name, "it can't be read: " + Reason.of(e));
      }
    }
    Map<String, String> refusals = refusals(changed);
    for (CertificateCopy copy : changed) {
      String why = refusals.get(copy.name());
      if (why == null) {
        take(copy, running);
      } else {
        refuse(copy.name(), why);
      }
    }
    states = known;
  }

  private Map<String, String> refusals(List<CertificateCopy> changed)
      throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    Map<String, String> refusals = new TreeMap<>();
    try {
      for (CertificateCopy copy : changed) {
        candidates.put(copy);
        files.add(candidates.path(copy.name()));
      }
      check
          .refusals(files)
          .forEach(
              (file, why) ->
                  refusals.put(
                      file.getFileName().toString(),
                      why.replace(
                          candidateFolder.toString(), folder.orElseThrow().folder().toString())));
    } finally {
      for (CertificateCopy copy : changed) {
        candidates.remove(copy.name());
      }
    }
    return refusals;
  }

  private void refuse(String name, String why) {
    Path file = folder.orElseThrow().path(name);
    String what =
        there.contains(name) && !refused.contains(name)
            ? file + " isn't taken, the certificate that it had before stays: " + why + MEND
            : leftOut(file, why);
    if (!what.equals(bad.put(name, what))) {
      log.warn("{}", what);
    }
  }

  private void taken(String name) {
    if (bad.remove(name) != null) {
      log.info("{} is taken again", folder.orElseThrow().path(name));
    }
  }

  /** The process hears of it first, so that one that ends in between finds it changed again. */
  private void take(CertificateCopy copy, boolean running) throws IOException {
    String name = copy.name();
    boolean loaded = there.contains(name) && !refused.contains(name);
    boolean told = loaded && running && copy.isOneFile() && replace(copy);
    copies.put(copy);
    stale |= loaded && !told;
    there.add(name);
    refused.remove(name);
    leaving.remove(name);
    bad.remove(name);
    log.info("HAProxy gets the certificate of {}", folder.orElseThrow().path(name));
  }

  private boolean replace(CertificateCopy copy) throws IOException {
    Optional<String> why = process.replaceCertificate(copies.path(copy.name()), copy.pem());
    why.ifPresent(
        reason -> log.warn("HAProxy is reloaded for the certificate {}: {}", copy.name(), reason));
    return why.isEmpty();
  }

  /** Whether HAProxy has to be reloaded for them, though its file stays the same; once. */
  boolean takeStale() {
    boolean was = stale;
    stale = false;
    return was;
  }

  /** Files that can be loaded, in the order of their names. */
  List<String> usable() {
    return there.stream()
        .filter(name -> !refused.contains(name))
        .map(name -> copies.path(name).toString())
        .toList();
  }

  /** HAProxy has loaded these; what else there is of copies isn't needed any more. */
  void loaded(List<String> files) {
    for (String name : new TreeSet<>(leaving)) {
      if (!files.contains(copies.path(name).toString())) {
        leaving.remove(name);
        try {
          copies.remove(name);
        } catch (IOException e) {
          log.warn(
              "{}, which isn't used any more, can't be deleted: {}",
              copies.path(name),
              Reason.of(e));
        }
      }
    }
  }

  /**
   * Tries each of the copies.
   *
   * @return whether one is to blame that wasn't known to be
   */
  boolean sortOut() throws IOException, InterruptedException {
    Map<Path, String> refusals = check.refusals(usable().stream().map(Path::of).toList());
    refusals.forEach(
        (file, why) -> {
          String name = file.getFileName().toString();
          refused.add(name);
          refuse(name, why);
        });
    return !refusals.isEmpty();
  }

  List<String> faults() {
    List<String> all = new ArrayList<>(bad.values());
    fault.ifPresent(all::add);
    return all;
  }

  /**
   * What is wrong with the folder of settings, in the sentences of a start; for who only looks.
   *
   * @throws IOException if HAProxy can't be asked
   */
  static List<String> problems(HaproxySettings settings) throws IOException, InterruptedException {
    if (settings.certificates().isEmpty()) {
      return List.of();
    }
    CertificateFolder folder = new CertificateFolder(settings.certificates().get());
    List<String> problems = new ArrayList<>();
    List<Path> readable = new ArrayList<>();
    SortedMap<String, String> states;
    try {
      states = folder.states();
    } catch (IOException e) {
      return List.of(unreadable(folder.folder(), e));
    }
    for (String name : states.keySet()) {
      try {
        readable.add(folder.path(folder.read(name).name()));
      } catch (IOException e) {
        problems.add(leftOut(folder.path(name), "it can't be read: " + Reason.of(e)));
      }
    }
    Path scratch = Files.createTempDirectory("herald-certificates");
    try {
      new CertificateCheck(settings.program(), scratch)
          .refusals(readable)
          .forEach((file, why) -> problems.add(leftOut(file, why)));
    } finally {
      Files.delete(scratch);
    }
    return problems;
  }
}
