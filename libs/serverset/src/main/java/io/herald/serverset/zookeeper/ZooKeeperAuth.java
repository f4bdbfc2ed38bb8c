package io.herald.serverset.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.runtime.failure.Reason;
import io.herald.settings.document.StrictJson;
import io.herald.settings.document.SyntaxException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/**
 * Who we are to ZooKeeper and which ACLs our nodes get: Aurora's file of {@code
 * --announcer-zookeeper-auth-config}, read strictly. Its text form holds no secret.
 *
 * <pre>{@code
 * {"auth": [{"scheme": "digest", "credential": "user:password"}],
 *  "acl":  [{"scheme": "digest", "credential": "user:password",
 *            "permissions": {"read": true, "write": true, "create": true, "delete": true}}]}
 * }</pre>
 *
 * <p>Beyond Aurora's: an optional list {@code parent_acl} for the parents that have to be made
 * (otherwise they get {@code acl}, as in Aurora), and colons in passwords.
 */
public record ZooKeeperAuth(List<Credential> credentials, NodeAcls acls) {

  /** No authentication, open ACLs. */
  public static final ZooKeeperAuth NONE = new ZooKeeperAuth(List.of(), NodeAcls.OPEN);

  private static final Map<String, Integer> PERMISSIONS =
      Map.of(
          "read", ZooDefs.Perms.READ,
          "write", ZooDefs.Perms.WRITE,
          "create", ZooDefs.Perms.CREATE,
          "delete", ZooDefs.Perms.DELETE,
          "admin", ZooDefs.Perms.ADMIN);

  public ZooKeeperAuth {
    credentials = List.copyOf(credentials);
  }

  /**
   * Reads the file.
   *
   * @throws AuthFileException if it can't be read or anything in it is not as it should be; the
   *     message names file and field and holds no secret
   */
  public static ZooKeeperAuth read(Path file) throws AuthFileException {
    try {
      return new Fields(file).auth(StrictJson.parse(Files.readString(file)));
    } catch (SyntaxException e) {
      throw new AuthFileException(file + ":" + e.place() + ": " + e.getMessage());
    } catch (CharacterCodingException e) {
      throw new AuthFileException(file + ": this is not JSON: it is not a text in UTF-8");
    } catch (NoSuchFileException e) {
      throw new AuthFileException(file + ": the ZooKeeper auth file does not exist", e);
    } catch (IOException e) {
      throw new AuthFileException(
          file + ": the ZooKeeper auth file can't be read: " + Reason.of(file, e), e);
    }
  }

  /** These and one credential more, which comes first. */
  ZooKeeperAuth with(Credential first) {
    List<Credential> all = new ArrayList<>(List.of(first));
    all.addAll(credentials);
    return new ZooKeeperAuth(all, acls);
  }

  /** Walks the parsed file; every error names it and the field. */
  private record Fields(Path file) {

    ZooKeeperAuth auth(JsonNode root) throws AuthFileException {
      fields("the file", root, Set.of("auth", "acl", "parent_acl"));
      List<Credential> credentials = new ArrayList<>();
      int i = 0;
      for (JsonNode entry : list("auth", root)) {
        credentials.add(credential("auth[" + i++ + "]", entry, Set.of("scheme", "credential")));
      }
      List<ACL> members = acl("acl", root);
      List<ACL> parents = root.has("parent_acl") ? acl("parent_acl", root) : members;
      return new ZooKeeperAuth(credentials, new NodeAcls(orOpen(members), orOpen(parents)));
    }

    private List<ACL> acl(String key, JsonNode root) throws AuthFileException {
      List<ACL> acl = new ArrayList<>();
      int i = 0;
      for (JsonNode entry : list(key, root)) {
        String where = key + "[" + i++ + "]";
        Credential id = credential(where, entry, Set.of("scheme", "credential", "permissions"));
        JsonNode permissions = entry.get("permissions");
        if (permissions == null) {
          throw wrong(where, "\"permissions\" is missing");
        }
        acl.add(new ACL(permissions(where + ".permissions", permissions), id(id)));
      }
      return acl;
    }

    private int permissions(String where, JsonNode node) throws AuthFileException {
      fields(where, node, PERMISSIONS.keySet());
      int bits = 0;
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (isTrue(where + "." + entry.getKey(), entry.getValue())) {
          bits |= PERMISSIONS.getOrDefault(entry.getKey(), 0);
        }
      }
      return bits;
    }

    /** Aurora's schema takes these loose forms too. */
    private boolean isTrue(String where, JsonNode node) throws AuthFileException {
      return switch (node.isBoolean() ? node.toString() : node.asText()) {
        case "true", "1" -> true;
        case "false", "0" -> false;
        default -> throw wrong(where, "write true or false");
      };
    }

    private Credential credential(String where, JsonNode node, Set<String> known)
        throws AuthFileException {
      fields(where, node, known);
      String scheme = text(where, node, "scheme");
      String secret = text(where, node, "credential");
      try {
        return new Credential(scheme, secret);
      } catch (IllegalArgumentException e) {
        throw wrong(where, e.getMessage());
      }
    }

    private String text(String where, JsonNode node, String key) throws AuthFileException {
      JsonNode value = node.get(key);
      if (value == null) {
        throw wrong(where, "\"" + key + "\" is missing");
      }
      if (!value.isTextual()) {
        throw wrong(where + "." + key, "write a string");
      }
      return value.textValue();
    }

    private Iterable<JsonNode> list(String key, JsonNode root) throws AuthFileException {
      JsonNode list = root.get(key);
      if (list == null) {
        return List.of();
      }
      if (!list.isArray()) {
        throw wrong(key, "write a list of objects");
      }
      return list;
    }

    private void fields(String where, JsonNode node, Set<String> known) throws AuthFileException {
      if (!node.isObject()) {
        throw wrong(where, "write an object {...}");
      }
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (!known.contains(entry.getKey())) {
          throw wrong(
              where,
              "the key \""
                  + entry.getKey()
                  + "\" is unknown; known are "
                  + known.stream().sorted().toList());
        }
      }
    }

    private AuthFileException wrong(String where, String what) {
      return new AuthFileException(file + ": " + where + ": " + what);
    }
  }

  /** An ACL's id: as written, but a digest's password hashed as ZooKeeper keeps it. */
  private static Id id(Credential credential) {
    if (!credential.scheme().equals(Credential.DIGEST)) {
      return new Id(credential.scheme(), credential.secret());
    }
    String secret = credential.secret();
    String user = secret.substring(0, secret.indexOf(':'));
    byte[] hash = sha1().digest(secret.getBytes(UTF_8));
    return new Id(Credential.DIGEST, user + ":" + Base64.getEncoder().encodeToString(hash));
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private static List<ACL> orOpen(List<ACL> acl) {
    return acl.isEmpty() ? ZooDefs.Ids.OPEN_ACL_UNSAFE : acl;
  }
}
