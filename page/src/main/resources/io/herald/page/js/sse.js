/* The text/event-stream format (HTML standard, 9.2.6), read from pieces of any size. */

/** Takes the stream's text and gives its events. */
export class EventParser {
  /** @param {function({type: string, id: ?string, data: string})} take */
  constructor(take) {
    this.take = take;
    this.rest = '';
    this.begun = false;
    this.clear();
  }

  /** Takes the next piece of text, which may end anywhere. */
  push(text) {
    let all = this.rest + text;
    if (!this.begun && all.length > 0) {
      this.begun = true;
      all = all.startsWith('\ufeff') ? all.slice(1) : all;
    }
    let from = 0;
    for (;;) {
      const end = lineEnd(all, from);
      if (end === null) {
        break;
      }
      this.line(all.slice(from, end.at));
      from = end.next;
    }
    this.rest = all.slice(from);
  }

  line(line) {
    if (line === '') {
      this.dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) {
      return; // a comment, which keeps the connection open
    }
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.type = value;
    } else if (field === 'data') {
      this.data.push(value);
    } else if (field === 'id' && !value.includes('\0')) {
      this.id = value;
    }
  }

  dispatch() {
    if (this.data.length > 0) {
      this.take({ type: this.type || 'message', id: this.id, data: this.data.join('\n') });
    }
    this.clear();
  }

  clear() {
    this.type = '';
    this.id = null;
    this.data = [];
  }
}

/** The first line end from there: LF, CR or CR LF. A CR at the very end may still get its LF. */
function lineEnd(text, from) {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      return { at, next: at + 1 };
    }
    if (code === 13) {
      if (at + 1 === text.length) {
        return null;
      }
      return { at, next: text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
    }
  }
  return null;
}
