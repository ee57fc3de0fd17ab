/** Broken Python from good Python: small seeded changes, the same ones every time. */

/** Mulberry32, a generator of 32 bits of state. */
function generator(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** What is put in: tokens that often make a difference. */
export const TOKENS = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ':',
    ',',
    ';',
    '.',
    '...',
    '=',
    '==',
    ':=',
    '->',
    '*',
    '**',
    '/',
    '@',
    '!',
    '%',
    '-',
    '~',
  ],
  ...[
    '+=',
    '<>',
    '"',
    "'",
    '"""',
    "f'",
    'f"{',
    'b"',
    '\\',
    '#',
    '\n',
    '\n ',
    '\n\t',
    ' ',
    '\t',
    '\f',
    '\r',
    '0',
    '1_',
    '0x',
    '1e',
  ],
  ...[
    ' if ',
    ' else ',
    ' for ',
    ' in ',
    ' not ',
    ' is ',
    ' and ',
    ' or ',
    ' lambda ',
    ' lambda: ',
    ' await ',
    ' async ',
    ' yield ',
  ],
  ...[
    ' from ',
    ' import ',
    ' as ',
    ' def ',
    ' class ',
    ' return ',
    ' del ',
    ' with ',
    ' try:',
    ' except ',
    ' match ',
    ' case ',
    ' type ',
  ],
  ...[
    ' None ',
    ' True ',
    ' print ',
    'é',
    '€',
    '\\x',
    '\\N',
    '{x!r}',
    '{x=}',
    '{x:{y}}',
    '*a',
    '**k',
    ' x ',
    ' = yield ',
  ],
];

/** A changed copy of some whole statements of a source, of about 60 lines at most. */
export function mutate(source: string, seed: number): string {
  const random = generator(seed);
  const lines = source.split('\n');
  const startsStatement = (line: string | undefined): boolean => line === undefined || /^[A-Za-z_@]/.test(line);
  let from = random(lines.length);
  while (from > 0 && !startsStatement(lines[from])) from--;
  let to = from + 1 + random(30);
  const most = from + 60;
  while (to < most && !startsStatement(lines[to])) to++;
  let text = `${lines.slice(from, to).join('\n')}\n`;
  for (let changes = 1 + random(2); changes > 0; changes--) text = change(text, random);
  return text;
}

const LEXEME = /\w+|\s+|[^\w\s]/g;

function change(text: string, random: (limit: number) => number): string {
  const lexemes = text.match(LEXEME) ?? [];
  const at = random(lexemes.length + 1);
  const token = TOKENS[random(TOKENS.length)] ?? '';
  switch (random(6)) {
    case 0:
      lexemes.splice(at, 1);
      break;
    case 1:
      lexemes.splice(at, 0, token);
      break;
    case 2:
      lexemes[at] = token;
      break;
    case 3:
      lexemes.splice(at, 0, lexemes[random(lexemes.length)] ?? '');
      break;
    case 4: {
      const other = random(lexemes.length);
      [lexemes[at], lexemes[other]] = [lexemes[other] ?? '', lexemes[at] ?? ''];
      break;
    }
    default:
      return text.slice(0, random(text.length));
  }
  return lexemes.join('');
}
