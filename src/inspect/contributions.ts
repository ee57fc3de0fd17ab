/** What the plugin adds to NetBox's pages: routes, menus, template extensions, templates and static files. */
import { TEMPLATE_EXTENSION, entryFor, inForce } from '../host/netbox/contract.ts';
import { isInside } from './inspected.ts';
import type { TemplateExtension } from '../plugin/navigation.ts';
import type { Inspected } from './inspected.ts';
import type { InspectedPlugin } from './schema.ts';

export function routesOf(inspected: Inspected): InspectedPlugin['routes'] {
  const { model, plugin, start } = inspected;
  const broken = start.problems.find(one => one.step === 'urls');
  if (broken) {
    inspected.undecided('routes', 'the URLs fail to load', broken.at);
    return [];
  }
  for (const one of model.routes.undecided) inspected.undecided('routes', one.reason, one.at);
  return model.routes.routes.flatMap(route => {
    if (route.plugin !== plugin.module) return [];
    const { path, name, view, at } = route;
    if (view !== null) return [{ path, name, view }];
    inspected.undecided('routes', `the view of ${path} is computed`, at);
    return [];
  });
}

type Menu = InspectedPlugin['menu'];

export function menuOf(inspected: Inspected): Menu {
  const { model, plugin, start } = inspected;
  for (const one of model.navigation.undecided) {
    inspected.undecided(one.reason.includes('template extension') ? 'templateExtensions' : 'menu', one.reason, one.at);
  }
  const menu: Menu[number][] = [];
  for (const item of model.navigation.items) {
    if (item.plugin !== plugin.module) continue;
    if (!start.resources.has('menu') && !start.resources.has('menu_items')) continue;
    const { menu: label, group, text, link, permissions } = item;
    if (label === null || group === null || text === null || link === null || permissions === null) {
      inspected.undecided('menu', 'a part of a menu item is computed', item.at);
      continue;
    }
    const buttons: Menu[number]['buttons'] = [];
    for (const button of item.buttons) {
      if (button.title === null || button.link === null || button.permissions === null) {
        inspected.undecided('menu', 'a part of a menu button is computed', button.at);
      } else buttons.push({ title: button.title, link: button.link, permissions: [...button.permissions] });
    }
    menu.push({ menu: label, group, text, link, permissions: [...permissions], buttons });
  }
  return menu;
}

export function templateExtensionsOf(inspected: Inspected): InspectedPlugin['templateExtensions'] {
  const { model, plugin, start, version } = inspected;
  if (!start.resources.has('template_extensions')) return [];
  return model.navigation.templateExtensions.flatMap(one => {
    if (one.plugin !== plugin.module) return [];
    const models = extensionModels(inspected, one);
    if (models === undefined) return [];
    const hooks = TEMPLATE_EXTENSION.methods.flatMap(method =>
      inForce(method, version) && one.hooks.has(method.name) ? [method.name as string] : [],
    );
    return [
      { class: one.class, models: models === null ? null : [...models], methods: [...one.methods].sort(), hooks },
    ];
  });
}

/** Models for which a release shows an extension: `null` for all, `undefined` where that is not known. */
function extensionModels(inspected: Inspected, one: TemplateExtension): readonly string[] | null | undefined {
  const rule = entryFor(TEMPLATE_EXTENSION.models, inspected.version)?.rule;
  const declared = one.declaredModels?.literal;
  if (rule !== 'required' && declared && !declared.known) {
    inspected.undecided(
      'templateExtensions',
      `models of ${one.class}: ${declared.reason}`,
      one.declaredModels?.at ?? one.at,
    );
    return undefined;
  }
  const several = rule === 'required' ? null : one.models;
  if (several !== null && several.length > 0) return several;
  if (rule === 'models') return null;
  const single = one.declaredModel?.literal;
  if (!single) return null;
  if (!single.known) {
    inspected.undecided(
      'templateExtensions',
      `model of ${one.class}: ${single.reason}`,
      one.declaredModel?.at ?? one.at,
    );
    return undefined;
  }
  return typeof single.value === 'string' ? [single.value] : null;
}

export function templatesOf(inspected: Inspected): string[] {
  const { model } = inspected;
  for (const one of model.templates.undecided) inspected.undecided('templates', one.reason, one.at);
  const names = model.templates.templates.flatMap(one =>
    one.engine === 'django' && isInside(inspected, one.app.module) ? [one.name] : [],
  );
  return [...new Set(names)].sort();
}

/** Core's directory stands before every app's, so that a file at a core path is dead unless something changes the order. */
export function shadowsOf(inspected: Inspected): InspectedPlugin['shadows'] {
  const { model, host, index } = inspected;
  return model.templates.templates.flatMap(one => {
    if (
      !one.shadowed ||
      (((host.facts.template(one.name)?.releases ?? 0) >> index) & 1) === 0 ||
      !isInside(inspected, one.app.module)
    )
      return [];
    return [{ template: one.name, wins: one.onCorePages ? ('plugin' as const) : ('core' as const) }];
  });
}

export function staticOf(inspected: Inspected): string[] {
  const { model } = inspected;
  for (const one of model.staticFiles.undecided) inspected.undecided('static', one.reason, one.at);
  return model.staticFiles.files.flatMap(one => (isInside(inspected, one.app.module) ? [one.path] : [])).sort();
}
