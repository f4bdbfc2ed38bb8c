/*
 * Makes elements. Text goes in as text nodes, never as markup: what a task calls itself can't become an element,
 * an attribute's name or a script. Nothing in these modules uses innerHTML; the page's policy forbids it as well.
 */

/**
 * An element.
 *
 * @param {string} tag such as "p", or "p.note" for one with a class
 * @param {Object} [attributes] by name; null and false are left out, true is an empty one; functions listen to the
 *     event of that name
 * @param {...(Node|string|number|null)} children
 */
export function h(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length > 0) {
    element.className = classes.join(' ');
  }
  set(element, attributes ?? {});
  element.append(...children.flat().filter((child) => child !== null && child !== undefined).map(node));
  return element;
}

/** An element of SVG, without children that are text. */
export function svg(name, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  set(element, attributes ?? {});
  element.append(...children);
  return element;
}

/** Replaces an element's children. */
export function fill(element, ...children) {
  element.replaceChildren(
    ...children.flat().filter((child) => child !== null && child !== undefined).map(node));
  return element;
}

/** Sets an element's text, if it is another: an untouched node keeps selections and costs no layout. */
export function write(element, text) {
  const wanted = String(text);
  if (element.textContent !== wanted) {
    element.textContent = wanted;
  }
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
}

function node(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}
