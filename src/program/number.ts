/** Numbers as CPython computes and writes them: operators of `int`, `float` and `bool`, and the shortest text of a float. */
import { constant, unknown } from './value.ts';
import type { BinOp } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Scalar, Value } from './value.ts';

/** Numbers beyond this are not followed: squaring one in a loop must stay cheap. */
const HUGE = 1n << 512n;

/** `bool` counts as `int`, as in Python; `undefined` for what is no number. */
export function numberOf(value: Scalar): bigint | number | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}

function bounded(value: bigint, at: Span | null): Value {
  return value < HUGE && value > -HUGE ? constant(value, at) : unknown('a number larger than is followed', at);
}

/** Whether a whole number is exact as a float. */
const exact = (value: bigint | number): boolean =>
  typeof value === 'number' || (value <= 9007199254740992n && value >= -9007199254740992n);

/** `left op right` of two constants that are numbers; unknown where CPython raises or the number is too large to follow. */
export function arithmetic(op: BinOp['op'], left: bigint | number, right: bigint | number, at: Span): Value {
  if (typeof left === 'bigint' && typeof right === 'bigint') return wholeNumbers(op, left, right, at);
  if (!exact(left) || !exact(right)) return unknown('a number', at);
  const [a, b] = [Number(left), Number(right)];
  switch (op) {
    case 'Add':
      return constant(a + b, at);
    case 'Sub':
      return constant(a - b, at);
    case 'Mult':
      return constant(a * b, at);
    case 'Div':
      return b === 0 ? unknown('a division by zero', at) : constant(a / b, at);
    default:
      return unknown('a number', at);
  }
}

function wholeNumbers(op: BinOp['op'], left: bigint, right: bigint, at: Span): Value {
  switch (op) {
    case 'Add':
      return bounded(left + right, at);
    case 'Sub':
      return bounded(left - right, at);
    case 'Mult':
      return bounded(left * right, at);
    case 'Div':
      return right !== 0n && exact(left) && exact(right)
        ? constant(Number(left) / Number(right), at)
        : unknown('a number', at);
    case 'FloorDiv':
      return right === 0n ? unknown('a division by zero', at) : constant(floorDivide(left, right), at);
    case 'Mod':
      return right === 0n ? unknown('a division by zero', at) : constant(left - floorDivide(left, right) * right, at);
    case 'Pow':
      if (right < 0n || right > 512n || left >= 1n << 64n || left <= -(1n << 64n)) return unknown('a number', at);
      return bounded(left ** right, at);
    case 'LShift':
      return right < 0n || right > 512n ? unknown('a number', at) : bounded(left << right, at);
    case 'RShift':
      return right < 0n || right > 1_000_000n ? unknown('a number', at) : constant(left >> right, at);
    case 'BitAnd':
      return constant(left & right, at);
    case 'BitOr':
      return constant(left | right, at);
    case 'BitXor':
      return constant(left ^ right, at);
    case 'MatMult':
      return unknown('a number', at);
  }
}

/** Python rounds a quotient down, JavaScript towards zero. */
function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

/** What `repr()` gives for a float: its shortest digits, with an exponent below 1e-4 and from 1e16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return digits.length <= exponent + 1
    ? `${sign}${digits.padEnd(exponent + 1, '0')}.0`
    : `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
