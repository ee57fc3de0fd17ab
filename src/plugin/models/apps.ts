/**
 * The Django apps that a package adds: its plugins, and what they name in `django_apps` (NetBox 3.4 and later). A model or a
 * migration belongs to the app whose module contains it (Django: apps/registry.py, get_containing_app_config).
 */
import { ancestorPaths } from '../../program/index.ts';
import type { ClassValue } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';

export interface DjangoApp {
  readonly label: string;
  /** Dotted module: the app's `name`. */
  readonly module: string;
  /** Dotted class path of `default_auto_field`, where the app declares one. */
  readonly defaultAutoField: string | null;
}

export interface DjangoApps {
  /** Apps whose code is in the package. */
  readonly own: readonly DjangoApp[];
  /** Labels of every app that the package adds, those of other distributions included. */
  readonly labels: ReadonlySet<string>;
}

const APP_CONFIG = 'django.apps.AppConfig';

function lastSegment(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

function declared(cls: ClassValue | null, name: string): string | null {
  const value = cls?.namespace.get(name);
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : null;
}

/** The AppConfig class that Django would take for an entry of INSTALLED_APPS: a class path, or the one in the app's `apps` module. */
function configClass(base: ModelBase, entry: string): ClassValue | null {
  const { interpreter } = base.program;
  const isConfig = (cls: ClassValue): boolean => ancestorPaths(interpreter, cls).includes(APP_CONFIG);
  const dot = entry.lastIndexOf('.');
  const named = interpreter.classes.find(cls => dot > 0 && `${cls.module.name}.${cls.name}` === entry && isConfig(cls));
  if (named) return named;
  const inApps = interpreter.classes.filter(cls => cls.module.name === `${entry}.apps` && isConfig(cls));
  return inApps.length === 1 ? (inApps[0] ?? null) : null;
}

const cache = new WeakMap<ModelBase, DjangoApps>();

/** The apps of a package; computed once a model. */
export function djangoApps(base: ModelBase): DjangoApps {
  const known = cache.get(base);
  if (known) return known;
  const { modules } = base.program.interpreter;
  const own = new Map<string, DjangoApp>();
  const labels = new Set<string>();
  for (const plugin of base.plugins) {
    const name = plugin.config?.attributes.get('name')?.literal;
    const dotted =
      name?.known && typeof name.value === 'string' && modules.has(name.value) ? name.value : plugin.module;
    const field = plugin.config?.attributes.get('default_auto_field')?.literal;
    labels.add(plugin.label);
    own.set(dotted, {
      label: plugin.label,
      module: dotted,
      defaultAutoField: field?.known && typeof field.value === 'string' ? field.value : null,
    });
    const apps = plugin.config?.attributes.get('django_apps')?.literal;
    for (const entry of apps?.known && Array.isArray(apps.value) ? apps.value : []) {
      if (typeof entry !== 'string') continue;
      if (!modules.owns(entry)) {
        // `other.apps.OtherConfig` names a class of the app `other`; its label is mostly the last part of the module.
        const module = entry.replace(/\.apps\.\w+$/, '');
        labels.add(lastSegment(module));
        continue;
      }
      const cls = configClass(base, entry);
      const module = declared(cls, 'name') ?? (cls ? cls.module.name.replace(/\.apps$/, '') : entry);
      const label = declared(cls, 'label') ?? lastSegment(module);
      labels.add(label);
      if (!own.has(module)) own.set(module, { label, module, defaultAutoField: declared(cls, 'default_auto_field') });
    }
  }
  const result: DjangoApps = { own: [...own.values()].sort((a, b) => (a.module < b.module ? -1 : 1)), labels };
  cache.set(base, result);
  return result;
}

/** The app whose module contains a dotted name, the innermost one. */
export function appContaining(apps: DjangoApps, dotted: string): DjangoApp | undefined {
  let found: DjangoApp | undefined;
  for (const app of apps.own) {
    const inside = dotted === app.module || dotted.startsWith(`${app.module}.`);
    if (inside && (!found || app.module.length > found.module.length)) found = app;
  }
  return found;
}
