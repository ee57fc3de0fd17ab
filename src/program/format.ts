/** Values as text, as CPython writes them: `str()`, `repr()`, format specifications, `%` and `str.format`. */
import { floatText, numberOf } from './number.ts';
import { constant, stringOf, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { ConstantValue, Value } from './value.ts';

const DEEPEST = 8;

/** What `str()` gives for a value that is wholly known; `undefined` otherwise. */
export function plainText(value: Value): string | undefined {
  return stringOf(value) ?? reprText(value);
}

/** What `repr()` gives for a value that is wholly known; `undefined` otherwise. */
export function reprText(value: Value, depth = DEEPEST): string | undefined {
  if (depth === 0) return undefined;
  switch (value.kind) {
    case 'constant':
      return reprOfConstant(value);
    case 'sequence': {
      if (value.open || value.items.length > 200) return undefined;
      const items = value.items.map(item => reprText(item, depth - 1));
      if (items.some(item => item === undefined)) return undefined;
      if (value.type === 'list') return `[${items.join(', ')}]`;
      if (value.type === 'tuple') return items.length === 1 ? `(${items[0] ?? ''},)` : `(${items.join(', ')})`;
      // The order of a set's items is not defined.
      return value.type === 'set' && items.length === 1 ? `{${items[0] ?? ''}}` : undefined;
    }
    case 'mapping': {
      if (value.open || value.entries.size > 200) return undefined;
      const entries: string[] = [];
      for (const entry of value.entries.values()) {
        const key = reprText(entry.key, depth - 1);
        const text = reprText(entry.value, depth - 1);
        if (key === undefined || text === undefined) return undefined;
        entries.push(`${key}: ${text}`);
      }
      return `{${entries.join(', ')}}`;
    }
    default:
      return undefined;
  }
}

function reprOfConstant({ value }: ConstantValue): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return floatText(value);
    case 'undefined':
      return 'Ellipsis';
    default:
      return value === null ? 'None' : undefined;
  }
}

function quoted(text: string): string | undefined {
  // Which characters are printable is a matter of Unicode's version; beyond the common ones it is left open.
  if (!/^[\t\n\r -~\u00a1-\u00ac\u00ae-\u024f\u0391-\u03c9\u0400-\u04ff]*$/.test(text)) return undefined;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  if (quote === "'") out = out.replaceAll("'", "\\'");
  return quote + out + quote;
}

const SPEC = /^(?:([^])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/u;
const WIDEST = 10_000;

/**
 * What `format(value, spec)` gives (library, "Format specification mini-language"); `undefined` when the value is not wholly
 * known, or the specification is not one that is followed.
 */
function formatValue(value: Value, spec: string): string | undefined {
  if (spec === '') return plainText(value);
  if (value.kind !== 'constant') return undefined;
  const match = SPEC.exec(spec);
  if (!match) return undefined;
  const [, fillGiven, alignGiven, sign = '-', , alternate, zero, widthText, grouping, precisionText, type] = match;
  const width = Number(widthText ?? 0);
  const precision = precisionText === undefined ? undefined : Number(precisionText);
  if (width > WIDEST || (precision ?? 0) > 1000) return undefined;
  const fill = fillGiven ?? (zero === undefined ? ' ' : '0');
  const raw = value.value;
  if (typeof raw === 'string') {
    if ((type !== undefined && type !== 's') || grouping !== undefined || alternate !== undefined) return undefined;
    if (alignGiven === '=' || sign !== '-') return undefined;
    const text = precision === undefined ? raw : [...raw].slice(0, precision).join('');
    return padded(text, '', fill, alignGiven ?? '<', width);
  }
  // `format(True, '')` is text, but with a specification a bool is a number.
  const number = numberOf(raw);
  if (number === undefined) return undefined;
  const body = numberBody(number, type, precision, alternate !== undefined, grouping);
  if (body === undefined) return undefined;
  const negative = body.startsWith('-');
  const prefix = negative ? '-' : sign === '-' ? '' : sign;
  const digits = negative ? body.slice(1) : body;
  // Zeros before grouped digits are grouped as well.
  if (grouping !== undefined && fill === '0' && width > digits.length) return undefined;
  return padded(digits, prefix, fill, alignGiven ?? (zero === undefined ? '>' : '='), width);
}

function numberBody(
  number: bigint | number,
  type: string | undefined,
  precision: number | undefined,
  alternate: boolean,
  grouping: string | undefined,
): string | undefined {
  if (typeof number === 'bigint' && (type === undefined || 'bcdoxX'.includes(type))) {
    if (precision !== undefined) return undefined;
    if (type === 'c') {
      return number >= 0n && number < 0x110000n && grouping === undefined
        ? String.fromCodePoint(Number(number))
        : undefined;
    }
    const radix = type === 'b' ? 2 : type === 'o' ? 8 : type?.toLowerCase() === 'x' ? 16 : 10;
    const digits = (number < 0n ? -number : number).toString(radix);
    const shown = grouped(type === 'X' ? digits.toUpperCase() : digits, grouping, radix === 10 ? 3 : 4);
    const mark = alternate && radix !== 10 ? `0${type ?? ''}` : '';
    return `${number < 0n ? '-' : ''}${mark}${shown}`;
  }
  const float = Number(number);
  if (!Number.isFinite(float) || alternate) return undefined;
  switch (type) {
    case 'f':
    case 'F':
      return fixed(float, precision ?? 6, grouping);
    case '%': {
      const text = fixed(float * 100, precision ?? 6, grouping);
      return text === undefined ? undefined : `${text}%`;
    }
    case undefined:
      return precision === undefined && grouping === undefined ? floatText(float) : undefined;
    default:
      return undefined;
  }
}

function fixed(value: number, precision: number, grouping: string | undefined): string | undefined {
  // Beyond this `toFixed` gives an exponent, or refuses.
  if (Math.abs(value) >= 1e21 || precision > 100) return undefined;
  const [whole = '', rest] = Math.abs(value).toFixed(precision).split('.');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return `${sign}${grouped(whole, grouping, 3)}${rest === undefined ? '' : `.${rest}`}`;
}

function grouped(digits: string, grouping: string | undefined, size: number): string {
  if (grouping === undefined) return digits;
  const parts: string[] = [];
  for (let end = digits.length; end > 0; end -= size) parts.unshift(digits.slice(Math.max(0, end - size), end));
  return parts.join(grouping);
}

function padded(text: string, prefix: string, fill: string, align: string, width: number): string {
  const missing = width - [...text].length - prefix.length;
  if (missing <= 0) return prefix + text;
  switch (align) {
    case '<':
      return prefix + text + fill.repeat(missing);
    case '=':
      return prefix + fill.repeat(missing) + text;
    case '^': {
      const left = Math.floor(missing / 2);
      return fill.repeat(left) + prefix + text + fill.repeat(missing - left);
    }
    default:
      return fill.repeat(missing) + prefix + text;
  }
}

/** A part of a text: the formatted value, the value itself where it is written as it is, or something unknown. */
export function formattedPart(value: Value, conversion: string, spec: string | undefined, at: Span | null): Value {
  let source = value;
  if (conversion === 'r' || conversion === 'a') {
    const text = reprText(value);
    if (text === undefined || (conversion === 'a' && /[^ -~]/.test(text))) return unknown('a formatted value', at);
    source = constant(text, at);
  } else if (conversion === 's') {
    const text = plainText(value);
    if (text !== undefined) source = constant(text, at);
  }
  if (spec === '') return source;
  const text = spec === undefined ? undefined : formatValue(source, spec);
  return text === undefined ? unknown('a formatted value', at) : constant(text, at);
}

const CONVERSION = /%(?:\((\w*)\))?([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?([%a-zA-Z])/g;

/** The parts of `template % argument` (library, "printf-style String Formatting"). */
export function percentParts(template: string, argument: Value, at: Span): (string | Value)[] {
  const args = argument.kind === 'sequence' && argument.type === 'tuple' ? argument.items : [argument];
  const parts: (string | Value)[] = [];
  let next = 0;
  let last = 0;
  for (const match of template.matchAll(CONVERSION)) {
    const [whole, key, flags = '', width = '', precision, type = 's'] = match;
    parts.push(template.slice(last, match.index));
    last = match.index + whole.length;
    if (type === '%') {
      parts.push('%');
      continue;
    }
    let value: Value | undefined;
    if (key !== undefined) value = argument.kind === 'mapping' ? argument.entries.get(`s:${key}`)?.value : undefined;
    else {
      // A width or precision of `*` takes an argument of its own.
      if (width === '*') next++;
      if (precision === '*') next++;
      value = args[next++];
    }
    if (!value || width === '*' || precision === '*') parts.push(unknown('a formatted value', at));
    else parts.push(percentPart(value, flags, width, precision, type, at));
  }
  parts.push(template.slice(last));
  return parts;
}

function percentPart(
  value: Value,
  flags: string,
  width: string,
  precision: string | undefined,
  type: string,
  at: Span,
): Value {
  const left = flags.includes('-');
  if (/[sra]/.test(type)) {
    const limit = precision === undefined ? '' : `.${precision === '' ? '0' : precision}`;
    const spec = width === '' && limit === '' ? '' : `${left ? '<' : '>'}${width}${limit}`;
    if (spec === '' && type === 's') return value;
    const text = type === 's' ? plainText(value) : reprText(value);
    if (text === undefined || (type === 'a' && /[^ -~]/.test(text))) return unknown('a formatted value', at);
    return formattedPart(constant(text, at), '', spec, at);
  }
  if (value.kind !== 'constant') return unknown('a formatted value', at);
  const number = numberOf(value.value);
  const whole = 'diuxXo'.includes(type);
  // `%d` cuts a float; `%x` refuses one. A precision of a whole number means leading zeros.
  if (number === undefined || (whole && (typeof number !== 'bigint' || precision !== undefined || flags.includes('#'))))
    return unknown('a formatted value', at);
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const zero = flags.includes('0') && !left && width !== '' ? '0' : '';
  const limit = precision === undefined ? '' : `.${precision === '' ? '0' : precision}`;
  const shown = type === 'i' || type === 'u' ? 'd' : type;
  return formattedPart(
    constant(number, at),
    '',
    `${left ? '<' : zero === '' ? '>' : ''}${sign}${zero}${width}${limit}${shown}`,
    at,
  );
}

/** A replacement field of a format string, without its braces. */
export interface Field {
  readonly name: string;
  readonly conversion: string;
  readonly spec: string;
}

/** A format string as literal texts and fields; `undefined` when it is not well formed. */
export function parseFormat(template: string): (string | Field)[] | undefined {
  const parts: (string | Field)[] = [];
  let literal = '';
  let i = 0;
  while (i < template.length) {
    const char = template.charAt(i);
    if (char === template.charAt(i + 1) && (char === '{' || char === '}')) {
      literal += char;
      i += 2;
      continue;
    }
    if (char === '}') return undefined;
    if (char !== '{') {
      literal += char;
      i++;
      continue;
    }
    let depth = 1;
    let end = i + 1;
    for (; end < template.length; end++) {
      const one = template.charAt(end);
      if (one === '{') depth++;
      else if (one === '}' && --depth === 0) break;
    }
    if (depth > 0) return undefined;
    if (literal !== '') parts.push(literal);
    literal = '';
    const match = /^([^!:{]*)(?:!([rsa]))?(?::([^]*))?$/.exec(template.slice(i + 1, end));
    if (!match) return undefined;
    parts.push({ name: match[1] ?? '', conversion: match[2] ?? '', spec: match[3] ?? '' });
    i = end + 1;
  }
  if (literal !== '') parts.push(literal);
  return parts;
}
