/** METADATA, PKG-INFO and WHEEL: the e-mail header format of the core metadata specification, with places. */

export interface Header {
  readonly name: string;
  /** Unfolded: continuation lines joined by `\n` without their indentation. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Reads the headers up to the first empty line; what follows is the description. Names are lower-cased. */
export function parseHeaders(text: string): readonly Header[] {
  const headers: Header[] = [];
  let offset = 0;
  for (const raw of text.split('\n')) {
    const start = offset;
    offset += raw.length + 1;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === '') break;
    const previous = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      if (previous)
        headers[headers.length - 1] = {
          ...previous,
          value: `${previous.value}\n${line.trim()}`,
          end: start + line.length,
        };
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const rest = line.slice(colon + 1);
    const value = rest.trim();
    const at = start + colon + 1 + (rest.length - rest.trimStart().length);
    headers.push({ name: line.slice(0, colon).toLowerCase(), value, start: at, end: at + value.length });
  }
  return headers;
}
