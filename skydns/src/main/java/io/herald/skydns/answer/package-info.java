/**
 * The rules by which SkyDNS and CoreDNS answer from keys: pure functions of the keys, the question
 * and the rules that are chosen. Where the keys come from is another room's matter.
 */
@NullMarked
package io.herald.skydns.answer;

import org.jspecify.annotations.NullMarked;
