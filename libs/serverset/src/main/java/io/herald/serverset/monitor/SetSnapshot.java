package io.herald.serverset.monitor;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree as a monitor has read it: takes what was read and reports the differences to the
 * listener. Does no I/O; for one thread.
 */
final class SetSnapshot {

  private static final Logger LOG = LoggerFactory.getLogger(SetSnapshot.class);

  /** ZooKeeper's own folder, at the root of its tree. */
  private static final ServerSetPath SYSTEM = new ServerSetPath("/zookeeper");

  private final ServerSetPath root;
  private final ServerSetListener listener;
  private final Map<ServerSetPath, Folder> folders = new HashMap<>();

  /** Whether something was reported, or reading began anew, since the last {@code settled}. */
  private boolean unsettled;

  SetSnapshot(ServerSetPath root, ServerSetListener listener) {
    this.root = root;
    this.listener = listener;
  }

  /** What is to be read now: the data of these members, the lists of these folders. */
  record Difference(List<String> members, List<String> folders) {}

  /**
   * The children of a folder were read.
   *
   * @param made the transaction that made the folder. A folder of the same path that another one
   *     made is another folder: its members' numbers begin anew, so that equal names mean nothing
   * @param again whether what was asked for before is asked for again: known folders, and members
   *     whose data has not come yet
   */
  Difference listed(ServerSetPath path, long made, List<String> names, boolean again) {
    Set<String> members = new HashSet<>();
    Set<String> below = new HashSet<>();
    for (String name : names) {
      if (ServerSetPath.isMemberName(name)) {
        members.add(name);
      } else if (!path.child(name).equals(SYSTEM)) {
        below.add(name);
      }
    }
    Folder folder = folders.computeIfAbsent(path, p -> new Folder());
    removeAllBut(folder.made == made ? members : Set.of(), path, folder);
    folder.made = made;
    for (String lost : difference(folder.folders, below)) {
      gone(path.child(lost));
    }
    List<String> toFetch = new ArrayList<>();
    for (String name : members) {
      Slot known = folder.members.putIfAbsent(name, Slot.Unread.PENDING);
      if (known == null || (again && known == Slot.Unread.PENDING)) {
        toFetch.add(name);
      }
    }
    List<String> toList =
        again ? List.copyOf(below) : List.copyOf(difference(below, folder.folders));
    folder.folders.addAll(below);
    return new Difference(toFetch, toList);
  }

  /** A folder is not there: neither is what was in it. */
  void gone(ServerSetPath path) {
    Folder folder = folders.remove(path);
    if (folder != null) {
      removeAllBut(Set.of(), path, folder);
      folder.folders.forEach(name -> gone(path.child(name)));
    }
    // So that it is taken for new when its parent lists it again.
    if (!path.equals(root)) {
      int slash = path.value().lastIndexOf('/');
      Folder parent = folders.get(new ServerSetPath(path.value().substring(0, slash) + "/"));
      if (parent != null) {
        parent.folders.remove(path.value().substring(slash + 1));
      }
    }
  }

  /** The data of a node came. */
  void read(ServerSetPath group, String name, byte[] data) {
    Folder folder = pending(group, name);
    if (folder == null) {
      return;
    }
    try {
      Member member = MemberJson.read(data);
      folder.members.put(name, new Slot.Known(member));
      report(() -> listener.added(group, name, member));
    } catch (MemberFormatException e) {
      refuse(group, name, folder, e);
    }
  }

  /** The node went before its data was read; the list will say so too. */
  void vanished(ServerSetPath group, String name) {
    Folder folder = pending(group, name);
    if (folder != null) {
      folder.members.remove(name);
    }
  }

  /** ZooKeeper does not let us read the node. */
  void unreadable(ServerSetPath group, String name) {
    Folder folder = pending(group, name);
    if (folder != null) {
      refuse(
          group,
          name,
          folder,
          new MemberFormatException("ZooKeeper denies access to the node; check its ACL"));
    }
  }

  /** Reading begins anew: {@code settled} will follow even if nothing has changed. */
  void touched() {
    unsettled = true;
  }

  /** All that was asked for is there. */
  void settle() {
    if (unsettled) {
      report(listener::settled);
      unsettled = false;
    }
  }

  /** Calls the listener; what it throws must not stop the monitor. */
  void report(Runnable call) {
    unsettled = true;
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("{}: the monitor's listener failed", root, e);
    }
  }

  private void refuse(
      ServerSetPath group, String name, Folder folder, MemberFormatException reason) {
    folder.members.put(name, Slot.Unread.REFUSED);
    // The listener logs it and limits how often: there can be thousands.
    LOG.debug("{}/{} is not a member and is skipped: {}", group, name, reason.getMessage());
    report(() -> listener.malformed(group, name, reason));
  }

  private @Nullable Folder pending(ServerSetPath group, String name) {
    Folder folder = folders.get(group);
    return folder != null && folder.members.get(name) == Slot.Unread.PENDING ? folder : null;
  }

  private void removeAllBut(Set<String> there, ServerSetPath path, Folder folder) {
    for (String name : difference(folder.members.keySet(), there)) {
      if (folder.members.remove(name) instanceof Slot.Known known) {
        report(() -> listener.removed(path, name, known.member()));
      }
    }
  }

  private static Set<String> difference(Set<String> of, Set<String> without) {
    Set<String> rest = new HashSet<>(of);
    rest.removeAll(without);
    return rest;
  }

  private static final class Folder {
    long made;
    final Set<String> folders = new HashSet<>();
    final Map<String, Slot> members = new LinkedHashMap<>();
  }

  /** What is known of a member's node. */
  private sealed interface Slot {

    enum Unread implements Slot {
      /** Its data was asked for. */
      PENDING,
      /** It is not a member. */
      REFUSED
    }

    record Known(Member member) implements Slot {}
  }
}
