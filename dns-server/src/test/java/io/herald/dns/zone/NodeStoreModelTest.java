package io.herald.dns.zone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.kotlinx.lincheck.strategy.managed.ManagedStrategyGuaranteeKt.forClasses;

import io.herald.dns.record.DnsName;
import io.herald.dns.zone.slab.ReadEpochs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.LincheckAssertionError;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.jetbrains.kotlinx.lincheck.strategy.managed.modelchecking.ModelCheckingOptions;
import org.junit.jupiter.api.Test;

/**
 * One writer beside readers, in every order of their steps that Lincheck finds: what the readers
 * see is what a map with a lock would have shown them, whatever is done meanwhile with the memory
 * of nodes that were replaced. Written against {@link NodeStore}: another store gets a class like
 * {@link OfTable} and is held to the same scenarios.
 *
 * <p>Lincheck's steps are sequentially consistent, so it can't see a missing fence. Nor did
 * jcstress on x86-64, where the fences order the compiler alone: they rest on the argument in
 * {@link NodeTable}. On a processor that reorders, jcstress would be the tool.
 */
class NodeStoreModelTest {

  private static final int NAMES = 4;
  private static final int VALUES = 4;
  private static final int READERS = 2;
  private static final int ORDERS = 60;

  /** A name's value lies behind the name's own bytes. */
  private static final int VALUE_AT = 24;

  private static final LookupKey[] KEYS = new LookupKey[NAMES];
  private static final byte[][][] NODES = new byte[NAMES][VALUES][];

  static {
    for (int name = 0; name < NAMES; name++) {
      KEYS[name] = key(name);
      for (int value = 1; value < VALUES; value++) {
        NODES[name][value] = node(name, value);
      }
    }
  }

  /** All names meet in one slot of a table of eight, half of them with the same hash. */
  private static LookupKey key(int name) {
    LookupKey key = new LookupKey();
    key.set(DnsName.parse("n" + name + ".mesos."));
    key.hash = name % 2 == 0 ? 1 : 9;
    return key;
  }

  private static byte[] node(int name, int value) {
    LookupKey key = key(name);
    byte[] node = new byte[VALUE_AT + 8];
    node[0] = (byte) key.length;
    System.arraycopy(key.name, 0, node, Node.NAME, key.length);
    node[VALUE_AT] = (byte) value;
    return node;
  }

  /** What is done with a store; of names and values as numbers. */
  public abstract static class Operations {

    private final NodeStore store;
    private final ReadEpochs.Reader[] readers = new ReadEpochs.Reader[READERS];
    private final Node[] nodes = new Node[READERS];

    Operations(ReadEpochs epochs, NodeStore store) {
      this.store = store;
      for (int i = 0; i < READERS; i++) {
        readers[i] = epochs.newReader();
        nodes[i] = new Node();
      }
    }

    /** The name's value, 0 if it has none; each thread is a reader of its own. */
    @Operation
    public int find(
        @Param(gen = IntGen.class, conf = "0:1") int reader,
        @Param(gen = IntGen.class, conf = "0:3") int name) {
      enter(readers[reader]);
      Node node = nodes[reader];
      int value = store.find(KEYS[name], node) ? node.bytes[node.start() + VALUE_AT] : 0;
      readers[reader].exit();
      return value;
    }

    void enter(ReadEpochs.Reader reader) {
      reader.enter();
    }

    @Operation(nonParallelGroup = "writer")
    public void put(
        @Param(gen = IntGen.class, conf = "0:3") int name,
        @Param(gen = IntGen.class, conf = "1:3") int value) {
      store.put(KEYS[name], NODES[name][value], 0, NODES[name][value].length);
      store.settle();
    }

    @Operation(nonParallelGroup = "writer")
    public void remove(@Param(gen = IntGen.class, conf = "0:3") int name) {
      store.remove(KEYS[name]);
      store.settle();
    }
  }

  /** What every store is held to. */
  public static final class Specification {

    private final Map<Integer, Integer> values = new HashMap<>();

    public int find(int reader, int name) {
      return values.getOrDefault(name, 0);
    }

    public void put(int name, int value) {
      values.put(name, value);
    }

    public void remove(int name) {
      values.remove(name);
    }
  }

  private static void check(Class<? extends Operations> store, List<ExecutionScenario> scenarios) {
    ModelCheckingOptions options =
        new ModelCheckingOptions()
            .iterations(0) // of scenarios drawn by lot
            .invocationsPerIteration(ORDERS)
            .minimizeFailedScenario(false)
            .sequentialSpecification(Specification.class);
    options.addGuarantee(
        forClasses(Node.class.getName(), LookupKey.class.getName()).allMethods().ignore());
    scenarios.forEach(options::addCustomScenario);
    LinChecker.check(store, options);
  }

  private static List<ExecutionScenario> scenarios() {
    List<Actor> all = List.of(find(0, 0), find(0, 1), find(0, 2), find(0, 3));
    return List.of(
        // the table becomes too full and is rebuilt
        scenario(
            List.of(put(0, 1), put(1, 1), put(2, 1)),
            List.of(List.of(put(3, 1), put(0, 2)), List.of(find(0, 0), find(0, 3), find(0, 2))),
            all),
        // the place of a name that went is used again
        scenario(
            List.of(put(0, 1), put(1, 1)),
            List.of(List.of(remove(0), put(2, 1)), List.of(find(0, 1), find(0, 2), find(0, 0))),
            all),
        // a name goes and comes back in another place
        scenario(
            List.of(put(0, 1), put(1, 1)),
            List.of(List.of(remove(0), remove(1), put(1, 2)), List.of(find(0, 1), find(0, 1))),
            all),
        // two readers beside a change
        scenario(
            List.of(put(0, 1)),
            List.of(
                List.of(put(0, 2)),
                List.of(find(0, 0), find(0, 0)),
                List.of(find(1, 0), find(1, 0))),
            all),
        AGAIN);
  }

  /** The memory of a node that was replaced is another name's next one. */
  private static final ExecutionScenario AGAIN =
      scenario(
          List.of(put(0, 1), put(1, 1)),
          List.of(List.of(put(0, 2), put(1, 3)), List.of(find(0, 0))),
          List.of());

  private static ExecutionScenario scenario(
      List<Actor> before, List<List<Actor>> beside, List<Actor> after) {
    return new ExecutionScenario(before, beside, after, null);
  }

  private static Actor find(int reader, int name) {
    return actor("find", reader, name);
  }

  private static Actor put(int name, int value) {
    return actor("put", name, value);
  }

  private static Actor remove(int name) {
    return actor("remove", name);
  }

  private static Actor actor(String operation, Integer... arguments) {
    Class<?>[] types = new Class<?>[arguments.length];
    Arrays.fill(types, int.class);
    try {
      return new Actor(Operations.class.getMethod(operation, types), List.of((Object[]) arguments));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The table that zones use, soon too full. */
  public static final class OfTable extends Operations {
    public OfTable() {
      this(new ReadEpochs());
    }

    private OfTable(ReadEpochs epochs) {
      super(epochs, new NodeTable(epochs, 8));
    }
  }

  @Test
  void readersOfATableSeeWhatAMapWithALockWouldShowThem() {
    check(OfTable.class, scenarios());
  }

  /** Readers that don't say that they read. */
  public static final class OfSilentReaders extends Operations {
    public OfSilentReaders() {
      this(new ReadEpochs());
    }

    private OfSilentReaders(ReadEpochs epochs) {
      super(epochs, new NodeTable(epochs, 8));
    }

    @Override
    void enter(ReadEpochs.Reader reader) {}
  }

  @Test
  void memoryThatIsUsedAgainTooSoonIsFound() {
    assertThatThrownBy(() -> check(OfSilentReaders.class, List.of(AGAIN)))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }

  /** A store that is wrong between two steps of its writer: a change is a removal and a put. */
  private static final class Gap implements NodeStore {
    private final NodeTable table;

    private Gap(ReadEpochs epochs) {
      table = new NodeTable(epochs, 8);
    }

    @Override
    public boolean find(LookupKey name, Node node) {
      return table.find(name, node);
    }

    @Override
    public void put(LookupKey name, byte[] bytes, int start, int length) {
      table.remove(name);
      table.put(name, bytes, start, length);
    }

    @Override
    public void remove(LookupKey name) {
      table.remove(name);
    }

    @Override
    public void settle() {
      table.settle();
    }

    @Override
    public int size() {
      return table.size();
    }

    @Override
    public void forEach(Consumer<Node> consumer) {
      table.forEach(consumer);
    }
  }

  public static final class OfGap extends Operations {
    public OfGap() {
      this(new ReadEpochs());
    }

    private OfGap(ReadEpochs epochs) {
      super(epochs, new Gap(epochs));
    }
  }

  @Test
  void aStoreThatShowsItsInsideIsFound() {
    assertThatThrownBy(() -> check(OfGap.class, scenarios()))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
