/// Server-Sent Events, parsed by hand: `EventSource` cannot send a Bearer header. Pure and incremental, since a
/// chunk may end anywhere, even between the CR and the LF of one line end. Follows the HTML standard, section 9.2.
export type SseEvent = { id: string | null; event: string; data: string };

export class SseParser {
  #rest = '';
  #data: string[] = [];
  #event = '';
  #id: string | null = null;
  #started = false;
  #skipLf = false;

  /// Events completed by this chunk. Comment lines yield nothing, but are a sign of life to the caller.
  push(chunk: string): SseEvent[] {
    let text = this.#rest + chunk;
    if (!this.#started && text.length > 0) {
      this.#started = true;
      if (text.startsWith('\ufeff')) text = text.slice(1);
    }
    const events: SseEvent[] = [];
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text[i];
      if (char !== '\n' && char !== '\r') continue;
      if (char === '\n' && this.#skipLf && i === start) {
        this.#skipLf = false;
        start = i + 1;
        continue;
      }
      const event = this.#line(text.slice(start, i));
      if (event) events.push(event);
      this.#skipLf = char === '\r';
      start = i + 1;
    }
    if (start < text.length) this.#skipLf = false;
    this.#rest = text.slice(start);
    return events;
  }

  #line(line: string): SseEvent | null {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return null;
  }

  #dispatch(): SseEvent | null {
    const event = this.#event || 'message';
    const data = this.#data.join('\n');
    const empty = this.#data.length === 0;
    this.#data = [];
    this.#event = '';
    return empty ? null : { id: this.#id, event, data };
  }
}
