/* Short messages: shown for a moment, and read out by screen readers. */

let timer = 0;

export function say(text) {
  const place = document.getElementById('said');
  place.textContent = text;
  place.className = 'toast';
  clearTimeout(timer);
  timer = setTimeout(() => {
    place.className = 'unseen';
    place.textContent = '';
  }, 2500);
}
