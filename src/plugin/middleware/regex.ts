/** The texts that every match of a regular expression begins with, so that it can be asked which paths fit. */

/** A known beginning; `whole` when the match ends with it. */
export interface Beginning {
  readonly text: string;
  readonly whole: boolean;
}

/** More beginnings than this are not followed. */
const MOST = 32;

interface Open {
  readonly text: string;
  /** Set when nothing more is known behind the text. */
  readonly closed: 'cut' | 'end' | null;
}

/**
 * All beginnings of the matches of a Python pattern, by its literal characters, groups and alternatives; `undefined` when a match
 * may begin with anything. `how` is the function: `match` and `fullmatch` begin where the text does, `fullmatch` ends there, too.
 */
export function beginningsOf(pattern: string, how: 'match' | 'fullmatch' | 'search'): readonly Beginning[] | undefined {
  const reader = new Reader(pattern);
  const found = reader.alternatives(how !== 'search');
  if (!found || found.length === 0) return undefined;
  const out = new Map<string, Beginning>();
  for (const { text, closed } of found) {
    const whole = closed === 'end' || (closed === null && how === 'fullmatch');
    // A lone slash stands before every path.
    if (text.replace(/^\/+/, '') === '' && !whole) return undefined;
    out.set(text, { text, whole: whole && out.get(text)?.whole !== false });
  }
  return [...out.values()];
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** What the alternatives up to the next `)` begin with; `undefined` when one of them is not anchored. */
  alternatives(anchored: boolean): Open[] | undefined {
    const out: Open[] = [];
    for (;;) {
      let held = anchored;
      for (let flags = this.#flags(); flags > 0; flags = this.#flags()) this.#at += flags;
      while (this.#text.startsWith('^', this.#at) || this.#text.startsWith('\\A', this.#at)) {
        held = true;
        this.#at += this.#text[this.#at] === '^' ? 1 : 2;
      }
      const one = this.#sequence();
      if (!held) return undefined;
      out.push(...one);
      if (this.#text[this.#at] !== '|') return out.length > MOST ? undefined : out;
      this.#at++;
    }
  }

  /** The length of flags for the whole pattern that stand here: `(?i)`. */
  #flags(): number {
    return /^\(\?[aiLmsux]+\)/.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
  }

  #sequence(): Open[] {
    let current: Open[] = [{ text: '', closed: null }];
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? '';
      if (char === '|' || char === ')') break;
      const next = this.#item(char);
      const quantifier = this.#quantifier();
      const last = next.map(one => (quantifier === 'many' ? { ...one, closed: one.closed ?? ('cut' as const) } : one));
      // What need not be there at all, or any number of times, leaves what stands before it.
      const maybe =
        quantifier === 'optional'
          ? [...last, { text: '', closed: null }]
          : quantifier === 'any'
            ? [{ text: '', closed: 'cut' as const }]
            : last;
      current = current.flatMap(one =>
        one.closed ? [one] : maybe.map(part => ({ text: one.text + part.text, closed: part.closed })),
      );
      if (current.length > MOST) current = [{ text: '', closed: 'cut' }];
    }
    return current;
  }

  #item(char: string): Open[] {
    const cut: Open[] = [{ text: '', closed: 'cut' }];
    this.#at++;
    switch (char) {
      case '\\': {
        const escaped = this.#text[this.#at++] ?? '';
        if (escaped === 'Z') return [{ text: '', closed: 'end' }];
        return /[^\w\s]/.test(escaped) ? [{ text: escaped, closed: null }] : cut;
      }
      case '$':
        return [{ text: '', closed: 'end' }];
      case '[':
        // A `]` right behind the bracket stands for itself.
        if (this.#text[this.#at] === '^') this.#at++;
        if (this.#text[this.#at] === ']') this.#at++;
        while (this.#at < this.#text.length && this.#text[this.#at] !== ']')
          this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
        this.#at++;
        return cut;
      case '.':
        return cut;
      case '(': {
        const kind = /^\?(?::|P<\w+>|[aiLmsux-]+:|P=|[=!]|<[=!]|#)/.exec(this.#text.slice(this.#at))?.[0] ?? '';
        this.#at += kind.length;
        const inner = this.alternatives(true);
        this.#at++;
        return inner && (kind === '' || /^\?(:|P<|[aiLmsux-]+:)/.test(kind)) ? inner : cut;
      }
      default:
        return [{ text: char, closed: null }];
    }
  }

  #quantifier(): 'once' | 'optional' | 'many' | 'any' {
    const found = /^(?:[*+?]|\{(\d*),?\d*\})[?+]?/.exec(this.#text.slice(this.#at));
    if (!found) return 'once';
    this.#at += found[0].length;
    if (found[0].startsWith('?')) return 'optional';
    return found[0].startsWith('+') || Number(found[1] ?? 0) > 0 ? 'many' : 'any';
  }
}
