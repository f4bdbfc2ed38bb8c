/* Light, dark, or as the system is. */

import { h } from './dom.js';

const KEY = 'herald.theme';
const CHOICES = ['auto', 'light', 'dark'];

/** The button that goes through them. */
export function themeButton() {
  let choice = CHOICES.includes(stored()) ? stored() : 'auto';
  const button = h('button.quiet.theme', {
    type: 'button',
    click: () => {
      choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
      apply();
    },
  });
  const apply = () => {
    document.documentElement.dataset.theme = choice;
    button.textContent = { auto: '◐', light: '○', dark: '●' }[choice];
    button.title = `Colours: ${choice === 'auto' ? 'as the system' : choice}`;
    button.setAttribute('aria-label', button.title);
    keep(choice);
  };
  apply();
  return button;
}

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // A browser that stores nothing for this site: the choice lasts until the reload.
  }
}
