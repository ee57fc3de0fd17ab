/** Labels of models: `dcim.Device` for whatever names one: a class, a string, a setting, `apps.get_model()`. */
import { alternativesOf, ancestorPaths, methodOf, stringOf } from '../../program/index.ts';
import { appContaining, djangoApps } from './apps.ts';
import { defaultTable } from './table-name.ts';
import type { ClassValue, Value } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';

const MODEL = 'django.db.models.Model';

/** True for an own class that descends from Django's Model, through whatever bases of the host. */
export function isModelClass(base: ModelBase, cls: ClassValue): boolean {
  return ancestorPaths(base.program.interpreter, cls).includes(MODEL);
}

/** The options of a model class: its own `Meta`, else the one it inherits from an abstract base (django/db/models/base.py, ModelBase). */
export function metaOf(cls: ClassValue): ClassValue | undefined {
  const own = cls.namespace.get('Meta');
  const [first] = own ? alternativesOf(own) : [];
  return first?.kind === 'class' ? first : undefined;
}

/** The model that `AUTH_USER_MODEL` names: NetBox has a model of its own since 4.0. */
function userModel(base: ModelBase): string {
  const fact = base.host.facts.model('users.User');
  return fact && !fact.proxy && (fact.releases >> base.host.newest) & 1 ? fact.label : 'auth.User';
}

const labels = new WeakMap<ModelBase, ReadonlyMap<string, string>>();

/** Labels of the package's own models by their lower case. */
function ownLabels(base: ModelBase): ReadonlyMap<string, string> {
  const known = labels.get(base);
  if (known) return known;
  const made = new Map<string, string>();
  const apps = djangoApps(base);
  for (const cls of base.program.classes) {
    const app = appContaining(apps, cls.module.name);
    if (!app || !isModelClass(base, cls)) continue;
    const label = `${app.label}.${cls.name}`;
    if (!made.has(label.toLowerCase())) made.set(label.toLowerCase(), label);
  }
  labels.set(base, made);
  return made;
}

/** The label in the case in which the model is defined, where it is known. */
function canonicalLabel(base: ModelBase, label: string): string {
  return base.host.facts.model(label)?.label ?? ownLabels(base).get(label.toLowerCase()) ?? label;
}

/** `django.contrib.contenttypes.models.ContentType` → `contenttypes.ContentType`; `taggit.models.Tag` → `taggit.Tag`. */
function labelOfForeignPath(path: string): string | null {
  const match = /^(?:[\w.]*\.)?(\w+)\.models\.(?:\w+\.)*([A-Z]\w*)$/.exec(path);
  return match ? `${match[1] ?? ''}.${match[2] ?? ''}` : null;
}

/** The label of an own model class: its `app_label`, else the app whose module contains it. */
export function labelOfClass(base: ModelBase, cls: ClassValue): string | null {
  const meta = metaOf(cls);
  const explicit = stringOf(meta?.namespace.get('app_label'));
  const app = explicit ?? appContaining(djangoApps(base), cls.module.name)?.label;
  return app === undefined ? null : `${app}.${cls.name}`;
}

/**
 * The label that a value names; `null` when it is not known.
 * @param app label of the app in which the value stands, for `'Widget'`
 * @param self label of the model in which it stands, for `'self'`
 */
export function labelOf(base: ModelBase, value: Value, app: string, self: string): string | null {
  const labels = new Set(alternativesOf(value).map(one => labelOfOne(base, one, app, self)));
  const [only] = labels;
  return labels.size === 1 && only !== undefined ? only : null;
}

function labelOfOne(base: ModelBase, value: Value, app: string, self: string): string | null {
  switch (value.kind) {
    case 'constant': {
      if (typeof value.value !== 'string') return null;
      if (value.value === 'self') return self;
      return canonicalLabel(base, value.value.includes('.') ? value.value : `${app}.${value.value}`);
    }
    case 'class':
      return labelOfClass(base, value);
    case 'symbol': {
      if (value.path === 'django.conf.settings.AUTH_USER_MODEL') return userModel(base);
      if (/^django\.contrib\.auth\.models\.User$/.test(value.path)) return 'auth.User';
      return base.host.facts.modelOfClass(value.path)?.label ?? labelOfForeignPath(value.path);
    }
    case 'call': {
      // `apps.get_model('dcim', 'Device')`, `get_user_model()`, `swappable_dependency(…)`.
      const name =
        value.callee.kind === 'symbol'
          ? value.callee.path.slice(value.callee.path.lastIndexOf('.') + 1)
          : value.callee.kind === 'attribute'
            ? value.callee.name
            : '';
      if (name === 'get_user_model') return userModel(base);
      if (name !== 'get_model') return null;
      const first = stringOf(value.args[0] ?? value.keywords.get('app_label'));
      const second = stringOf(value.args[1] ?? value.keywords.get('model_name'));
      if (first === undefined) return null;
      if (first.includes('.')) return canonicalLabel(base, first);
      return second === undefined ? null : canonicalLabel(base, `${first}.${second}`);
    }
    default:
      return null;
  }
}

/** The label of the model class that a value is: historical, live, own or the host's; `undefined` when it is none. */
export function modelClass(base: ModelBase, value: Value): string | undefined {
  switch (value.kind) {
    case 'class':
      return isModelClass(base, value) ? (labelOfClass(base, value) ?? undefined) : undefined;
    case 'symbol':
      return base.host.facts.modelOfClass(value.path)?.label ?? djangoModel(value.path);
    case 'call': {
      const method = methodOf(value.callee);
      if (method?.name !== 'get_model' && method?.name !== 'get_registered_model') return undefined;
      const first = stringOf(value.args[0] ?? value.keywords.get('app_label'));
      const second = stringOf(value.args[1] ?? value.keywords.get('model_name'));
      if (first === undefined) return undefined;
      if (first.includes('.')) return canonicalLabel(base, first);
      return second === undefined ? undefined : canonicalLabel(base, `${first}.${second}`);
    }
    default:
      return undefined;
  }
}

function djangoModel(path: string): string | undefined {
  const match = /^django\.contrib\.(\w+)\.models\.([A-Z]\w*)$/.exec(path);
  return match ? `${match[1] ?? ''}.${match[2] ?? ''}` : undefined;
}

/** `Device._meta.db_table`, whatever gives the model. */
export function tableNamed(base: ModelBase, value: Value): string | undefined {
  const method = methodOf(value);
  if (method?.name !== 'db_table') return undefined;
  const meta = methodOf(method.object);
  if (meta?.name !== '_meta') return undefined;
  const label = modelClass(base, meta.object);
  if (label === undefined) return undefined;
  const fact = base.host.facts.model(label);
  if (fact) return fact.table ?? undefined;
  const dot = label.indexOf('.');
  // An own model may say another name; the class knows it.
  if (meta.object.kind === 'class') {
    const options = meta.object.namespace.get('Meta');
    const given = options?.kind === 'class' ? stringOf(options.namespace.get('db_table')) : undefined;
    if (given !== undefined) return given;
  }
  return defaultTable(label.slice(0, dot), label.slice(dot + 1));
}
