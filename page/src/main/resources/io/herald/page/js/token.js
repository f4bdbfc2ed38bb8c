/*
 * The bearer token, where the server wants one. It stays in this tab: in memory, and in sessionStorage so that a
 * reload needn't ask again.
 */

import { h } from './dom.js';

const KEY = 'herald.token';

let token = stored();
let asking = null;

/** The header that carries the token; none while there is no token. */
export function authorization() {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** Asks for a token, once for all requests that were refused meanwhile; done when one is given. */
export function ask() {
  asking ??= dialog(token !== '').finally(() => {
    asking = null;
  });
  return asking;
}

function dialog(refused) {
  return new Promise((resolve) => {
    const field = h('input', {
      type: 'password', id: 'token', autocomplete: 'off', spellcheck: 'false', required: true,
      'aria-describedby': 'token-about',
    });
    const box = h('dialog.box', { 'aria-labelledby': 'token-title', cancel: (event) => event.preventDefault() },
      h('form', {
        submit: (event) => {
          event.preventDefault();
          keep(field.value.trim());
          box.close();
          box.remove();
          resolve();
        },
      },
      h('h2', { id: 'token-title' }, refused ? 'The token was refused' : 'This server wants a token'),
      h('p', { id: 'token-about' },
        'It is in the file that the server’s httpTokenFile names. It is kept in this tab only.'),
      h('label', { for: 'token' }, 'Token'),
      field,
      h('div.actions', null, h('button.primary', { type: 'submit' }, 'Use this token'))));
    document.body.append(box);
    box.showModal();
  });
}

function keep(value) {
  token = value;
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    // A browser that stores nothing for this site: the token lasts until the reload.
  }
}

function stored() {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}
