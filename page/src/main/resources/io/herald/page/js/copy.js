/* Text that can be copied. */

import { h } from './dom.js';
import { say } from './say.js';

/** A line of code with a button that copies it. */
export function copyable(text, label = 'Copy') {
  const code = h('code', null, text);
  const button = h('button.quiet', {
    type: 'button', 'aria-label': `${label}: ${text}`, click: () => copy(text, code),
  }, 'copy');
  return h('span.copyable', null, code, button);
}

async function copy(text, code) {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied');
  } catch {
    // Browsers give the clipboard to pages over https and on loopback only: elsewhere the text is selected.
    getSelection().selectAllChildren(code);
    say('Selected; press Ctrl+C to copy');
  }
}
