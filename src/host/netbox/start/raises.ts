/** What `raise` and `assert` of the package's code come to while NetBox starts: the exception, and whether something takes it. */
import { alternativesOf, ancestorPaths, ownMember } from '../../../program/index.ts';
import { plainIn } from './decide.ts';
import { lastPart, pythonRepr } from './python-text.ts';
import type { HostFacts } from '../../facts.ts';
import type { Program, RaiseRecord, TryScope, Value } from '../../../program/index.ts';
import type { Installation } from './decide.ts';
import type { Raised } from './outcome.ts';

/** Builtin exceptions whose base is neither Exception nor none (CPython's documentation, "Exception hierarchy"). */
const BASES: Readonly<Record<string, string>> = {
  ModuleNotFoundError: 'ImportError',
  KeyError: 'LookupError',
  IndexError: 'LookupError',
  ZeroDivisionError: 'ArithmeticError',
  OverflowError: 'ArithmeticError',
  FloatingPointError: 'ArithmeticError',
  NotImplementedError: 'RuntimeError',
  RecursionError: 'RuntimeError',
  UnicodeError: 'ValueError',
  UnicodeDecodeError: 'UnicodeError',
  UnicodeEncodeError: 'UnicodeError',
  UnboundLocalError: 'NameError',
  FileNotFoundError: 'OSError',
  FileExistsError: 'OSError',
  PermissionError: 'OSError',
  TimeoutError: 'OSError',
  ConnectionError: 'OSError',
  ConnectionRefusedError: 'ConnectionError',
  IndentationError: 'SyntaxError',
};
/** Builtin exceptions directly below Exception; what is named in no table is of somebody else. */
const PLAIN = new Set([
  'ArithmeticError',
  'AssertionError',
  'AttributeError',
  'EOFError',
  'ImportError',
  'LookupError',
  'NameError',
  'OSError',
  'RuntimeError',
  'SyntaxError',
  'TypeError',
  'ValueError',
  'Warning',
]);
/** Django's and NetBox's that derive from Exception itself (django/core/exceptions.py, core/exceptions.py). */
const DIRECT =
  /^(django\.core\.exceptions\.(ImproperlyConfigured|AppRegistryNotReady|ValidationError|ObjectDoesNotExist|FieldDoesNotExist)|core\.exceptions\.\w+)$/;

/** Last names of an exception's class and of its ancestors, and whether these are all. */
interface Lineage {
  readonly names: ReadonlySet<string>;
  readonly whole: boolean;
}

function lineageOf(paths: readonly string[]): Lineage {
  const names = new Set<string>();
  let whole = false;
  for (const path of paths) {
    const plain = path.replace(/^builtins\./, '');
    names.add(lastPart(plain));
    for (let name: string | undefined = plain; name !== undefined; name = BASES[name]) {
      names.add(name);
      if (PLAIN.has(name)) whole = true;
    }
    if (plain === 'Exception' || DIRECT.test(plain)) whole = true;
    if (plain === 'BaseException' || plain === 'SystemExit' || plain === 'KeyboardInterrupt')
      return { names, whole: true };
  }
  names.add('Exception').add('BaseException');
  return { names, whole };
}

/** Whether a `try` on the way takes the exception; `undefined` when that is not known. */
export function isTaken(tries: TryScope | null, exception: readonly string[]): boolean | undefined {
  const { names, whole } = lineageOf(exception);
  let taken: boolean | undefined = false;
  for (let one = tries; one; one = one.parent) {
    if (one.catches.some(name => names.has(name))) return taken === undefined ? undefined : true;
    if (one.catches.includes('*') || (!whole && one.catches.length > 0)) taken = undefined;
  }
  return taken;
}

/** An exception of the package's code, as far as it is known. */
interface OwnException extends Raised {
  /** Dotted paths of its class and the ancestors of that. */
  readonly paths: readonly string[];
}

/** What a `raise` raises; `undefined` when the class is not known. */
export function exceptionOf(
  program: Program,
  record: RaiseRecord,
  installation: Installation,
): OwnException | undefined {
  const [value, other] = alternativesOf(record.value);
  if (!value || other) return undefined;
  const { interpreter } = program;
  const cls = value.kind === 'instance' ? value.cls : value.kind === 'call' ? value.callee : value;
  if (cls.kind !== 'symbol' && cls.kind !== 'class') return undefined;
  const paths = ancestorPaths(interpreter, cls);
  if (cls.kind === 'symbol' && !isException(interpreter.host.facts, cls.path)) return undefined;
  const exception = cls.kind === 'class' ? `${cls.module.name}.${cls.qualname}` : cls.path.replace(/^builtins\./, '');
  const args = value.kind === 'instance' || value.kind === 'call' ? value.args : [];
  const speaks = cls.kind === 'class' && (ownMember(cls, '__str__') ?? ownMember(cls, '__init__')) !== undefined;
  const message = speaks ? '…' : messageOf(exception, args, installation);
  return { exception, message, at: record.at, paths: cls.kind === 'class' ? [exception, ...paths] : paths };
}

/** A name of somebody else's that is surely the class of an exception. */
function isException(facts: HostFacts, path: string): boolean {
  const name = lastPart(path);
  if (path.startsWith('builtins.')) return /Error$|^Exception$|^(System|Generator)Exit$|Exception$|Warning$/.test(name);
  return (
    facts.symbol(path)?.kind === 'class' || /(Error|Exception|ImproperlyConfigured|NotReady|DoesNotExist)$/.test(name)
  );
}

/** `str()` of an exception; `…` stands for what only the running process knows. */
function messageOf(exception: string, args: readonly Value[], installation: Installation): string {
  const [first] = args;
  if (!first) return '';
  const parts = args.map(one => {
    const known = plainIn(one, installation);
    if (known !== undefined) return args.length > 1 || exception === 'KeyError' ? pythonRepr(known) : asText(known);
    return one.kind === 'text' ? one.parts.map(part => spoken(part, installation)).join('') : '…';
  });
  return args.length > 1 ? `(${parts.join(', ')})` : (parts[0] ?? '');
}

function spoken(part: string | Value, installation: Installation): string {
  if (typeof part === 'string') return part;
  const known = plainIn(part, installation);
  return known === undefined ? '…' : asText(known);
}

function asText(value: Parameters<typeof pythonRepr>[0]): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}
