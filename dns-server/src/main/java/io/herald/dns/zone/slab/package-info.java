/**
 * Memory for what one writer replaces all the time while others read it: blocks of bytes in a few
 * large arrays, of which the collector neither moves nor follows a part.
 *
 * <p>A block has an <em>address</em>, a number that the owner of the {@link
 * io.herald.dns.zone.slab.Slabs} keeps where its readers find it. Who reads and who writes agree on
 * this:
 *
 * <ol>
 *   <li><b>What a reader can find is never written to.</b> A new version gets a block of its own
 *       and is whole before its address is stored, behind a release fence. A reader that loads an
 *       address, with an acquire fence behind it, sees the bytes that were there when it was
 *       stored.
 *   <li><b>A reader says when it reads.</b> Between {@link
 *       io.herald.dns.zone.slab.ReadEpochs.Reader#enter} and {@code exit} it has the number of the
 *       epoch in which it entered; it keeps no address and no array beyond that.
 *   <li><b>What no new reader can find is retired</b>, after its address has been replaced. {@link
 *       io.herald.dns.zone.slab.Slabs#settle} notes the epoch in which that was and begins the
 *       next: who enters from then on finds the new address. A retired block is used again when no
 *       reader is left that entered in that epoch or before.
 * </ol>
 *
 * <p>So readers wait for nobody and take no lock; a reader that is interrupted for a second makes
 * blocks wait for a second. For what is read for longer (a transfer of the zone) there is {@link
 * io.herald.dns.zone.slab.Slabs#freeze}: the arrays of the moment are not written to any more, and
 * the next block that is needed in one of them is written to a copy of it, as pages are copied
 * after a fork. The collector frees the frozen ones; nobody has to give them back.
 *
 * <p>What may not live here: what the bytes mean.
 */
@NullMarked
package io.herald.dns.zone.slab;

import org.jspecify.annotations.NullMarked;
