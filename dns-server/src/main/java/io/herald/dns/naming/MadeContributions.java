package io.herald.dns.naming;

import io.herald.dns.naming.records.Named;
import io.herald.dns.record.Contribution;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Contributions that are made while they are read, one entity's at a time: first those that there
 * are already, then those of the entities.
 */
record MadeContributions(
    List<Contribution> first, List<Named> entities, Function<Named, List<Contribution>> making)
    implements Iterable<Contribution> {

  @Override
  public Iterator<Contribution> iterator() {
    return new Making();
  }

  private final class Making implements Iterator<Contribution> {
    private List<Contribution> made = first;
    private int given;
    private int next;

    @Override
    public boolean hasNext() {
      while (given == made.size() && next < entities.size()) {
        made = making.apply(entities.get(next++));
        given = 0;
      }
      return given < made.size();
    }

    @Override
    public Contribution next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return made.get(given++);
    }
  }
}
