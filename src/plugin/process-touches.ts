/** Calls that change the whole process, or files of the host: logging, language, environment, the configuration file. */
import { stringOf } from '../program/index.ts';
import type { HostFacts } from '../host/facts.ts';
import type { CallEffect, Value } from '../program/index.ts';
import type { Place } from './places.ts';

/** Functions whose call changes state of the whole process. */
const FUNCTIONS: ReadonlyMap<string, Place['area']> = new Map([
  ['django.conf.settings.configure', 'settings'],
  ['django.conf.settings._setup', 'settings'],
  ['django.urls.set_urlconf', 'urls'],
  ['django.urls.base.set_urlconf', 'urls'],
  ['django.apps.apps.set_installed_apps', 'settings'],
  ['os.putenv', 'environment'],
  ['os.unsetenv', 'environment'],
  ['logging.config.dictConfig', 'process'],
  ['logging.config.fileConfig', 'process'],
  ['logging.disable', 'process'],
  ['locale.setlocale', 'process'],
  ['socket.setdefaulttimeout', 'process'],
]);

/** These hold for one thread or request; they change the process only where the host starts. */
const AT_START: ReadonlyMap<string, Place['area']> = new Map([
  ['django.utils.translation.activate', 'process'],
  ['django.utils.timezone.activate', 'process'],
  ['logging.basicConfig', 'process'],
]);

/** Keys under which NetBox caches the configuration in force (netbox/config/__init__.py, 3.1 to 4.7); without them it reads the database. */
const CONFIGURATION_KEYS: ReadonlySet<string | undefined> = new Set(['config', 'config_version']);

/** Whether a call puts another configuration under those keys: `cache.set('config', …)`, `caches['default'].set_many({…})`. */
export function writesConfigurationCache(
  call: CallEffect,
  method: { readonly object: Value; readonly name: string },
): boolean {
  const { object } = method;
  const root = object.kind === 'item' ? object.object : object;
  if (root.kind !== 'symbol' || !/^django\.core\.cache\.(cache|caches)$/.test(root.path)) return false;
  const first = call.args[0] ?? call.keywords.get(method.name === 'set_many' ? 'data' : 'key');
  switch (method.name) {
    case 'set':
    case 'add':
    case 'get_or_set':
      return CONFIGURATION_KEYS.has(stringOf(first));
    case 'set_many':
      return (
        first?.kind === 'mapping' &&
        [...first.entries.values()].some(entry => CONFIGURATION_KEYS.has(stringOf(entry.key)))
      );
    default:
      return false;
  }
}

/** The place that a call of a well-known function changes. */
export function processPlace(call: CallEffect, path: string): Place | undefined {
  const starting = call.phase === 'import' || call.phase === 'ready' || call.phase === 'validate';
  const area = FUNCTIONS.get(path) ?? (starting ? AT_START.get(path) : undefined);
  return area ? { area, owner: path, model: null } : undefined;
}

const WRITING = /[wax+]/;
const CONFIGURATION = /(^|\/)(configuration|settings|local_settings|ldap_config)\.py$/;

/** What file of the host a call writes, and what kind of thing that file is. */
export function writtenFile(
  facts: HostFacts,
  call: CallEffect,
  method: { readonly object: Value; readonly name: string } | undefined,
): { readonly place: Place; readonly target: string } | undefined {
  const target = pathWritten(call, method);
  const path = target && hostPath(facts, target, 12);
  if (path === undefined) return undefined;
  const area = CONFIGURATION.test(path)
    ? 'settings'
    : /(^|\/)templates\//.test(path)
      ? 'templates'
      : path.endsWith('.py') && !/(^|\/)(scripts|reports)\//.test(path)
        ? 'module'
        : undefined;
  return area && { place: { area, owner: path, model: null }, target: path };
}

function pathWritten(
  call: CallEffect,
  method: { readonly object: Value; readonly name: string } | undefined,
): Value | undefined {
  const path = call.callee.kind === 'symbol' ? call.callee.path : '';
  const [first, second] = call.args;
  const mode = (value: Value | undefined): boolean => WRITING.test(stringOf(value) ?? '');
  switch (path) {
    case 'builtins.open':
    case 'io.open':
    case 'codecs.open':
      return mode(second ?? call.keywords.get('mode')) ? first : undefined;
    case 'shutil.copy':
    case 'shutil.copy2':
    case 'shutil.copyfile':
    case 'shutil.move':
    case 'os.rename':
    case 'os.replace':
    case 'os.symlink':
      return second;
    case 'os.remove':
    case 'os.unlink':
      return first;
    default:
      break;
  }
  switch (method?.name) {
    case 'write_text':
    case 'write_bytes':
    case 'unlink':
    case 'symlink_to':
      return method.object;
    case 'open':
      return mode(first ?? call.keywords.get('mode')) ? method.object : undefined;
    default:
      return undefined;
  }
}

/** A path inside of the host's own tree as text; `undefined` when it is not known to lie there. */
function hostPath(facts: HostFacts, value: Value, depth: number): string | undefined {
  if (depth === 0) return undefined;
  switch (value.kind) {
    case 'symbol': {
      if (/^(django\.conf|netbox)\.settings\.BASE_DIR$/.test(value.path)) return 'BASE_DIR';
      const module = value.path.endsWith('.__file__') ? value.path.slice(0, -'.__file__'.length) : undefined;
      if (module === undefined || !facts.ownsTopLevel(module.split('.', 1)[0] ?? module)) return undefined;
      const fact = facts.symbol(module);
      // Every host module that others import by one name is a package with an `__init__.py`, or a file.
      return fact?.kind === 'module' && !module.includes('.')
        ? `${module}/__init__.py`
        : `${module.replaceAll('.', '/')}.py`;
    }
    case 'text': {
      const parts = value.parts.map(part => (typeof part === 'string' ? part : hostPath(facts, part, depth - 1)));
      const [root] = value.parts;
      // The root must be the host's; parts after it may be unknown.
      return root !== undefined && typeof root !== 'string' && parts[0] !== undefined
        ? parts.map(part => part ?? '…').join('')
        : undefined;
    }
    case 'attribute': {
      const inner = hostPath(facts, value.object, depth - 1);
      return value.name === 'parent' && inner !== undefined ? parentOf(inner) : undefined;
    }
    case 'call': {
      const path = value.callee.kind === 'symbol' ? value.callee.path : '';
      const [first, second] = value.args;
      if (path === 'operator.truediv') {
        const left = first && hostPath(facts, first, depth - 1);
        return left === undefined ? undefined : `${left}/${stringOf(second) ?? '…'}`;
      }
      const same =
        /^(pathlib\.(Path|PurePath|PosixPath)|os\.fspath|os\.path\.(abspath|realpath|normpath)|builtins\.str|inspect\.getfile)$/;
      if (first && same.test(path)) return hostPath(facts, first, depth - 1);
      if (first && path === 'os.path.dirname') {
        const inner = hostPath(facts, first, depth - 1);
        return inner === undefined ? undefined : parentOf(inner);
      }
      // `Path(…).resolve()`, `.absolute()`
      if (value.callee.kind === 'attribute') {
        const inner = hostPath(facts, value.callee.object, depth - 1);
        if (inner === undefined) return undefined;
        if (/^(resolve|absolute|expanduser)$/.test(value.callee.name)) return inner;
        return value.callee.name === 'joinpath' ? `${inner}/${stringOf(first) ?? '…'}` : undefined;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash > 0 ? path.slice(0, slash) : '';
}

/**
 * Whose names a value takes from the stack: of a module other than the package's (the host's settings, while it loads plugins),
 * or the package's own. `undefined` for what is no frame's namespace.
 */
export function frameOf(value: Value): 'foreign' | 'own' | undefined {
  const result = (names: boolean, foreign: boolean): 'foreign' | 'own' | undefined =>
    names ? (foreign ? 'foreign' : 'own') : undefined;
  let names = false;
  let behind = false;
  for (let one = value; ;) {
    switch (one.kind) {
      case 'attribute':
        names ||= one.name === 'f_globals' || one.name === 'f_locals';
        behind ||= one.name === 'f_back';
        one = one.object;
        break;
      case 'item':
        behind ||= one.key.kind === 'constant' && one.key.value !== 0n;
        one = one.object;
        break;
      case 'element':
        behind = true;
        one = one.of;
        break;
      case 'call': {
        if (one.callee.kind === 'symbol' && one.callee.path === 'sys._getframe') {
          const [depth] = one.args;
          return result(names, behind || (depth?.kind === 'constant' && depth.value !== 0n));
        }
        if (one.callee.kind === 'symbol' && /^inspect\.(currentframe|stack)$/.test(one.callee.path))
          return result(names, behind);
        one = one.callee;
        break;
      }
      default:
        return undefined;
    }
  }
}
