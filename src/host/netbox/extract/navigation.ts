/** The navigation menu: `netbox/navigation_menu.py` (3.0), `netbox/navigation/menu.py` (3.1 on), a template before. */
import { join } from 'node:path';
import type { Call, Expression } from '../../../python/index.ts';
import { argument, dotted, elements, label, text } from './constant.ts';
import type { Modules } from './modules.ts';
import { calls } from './settings.ts';
import { readText, type Tree } from './tree.ts';

export interface SourceMenuItem {
  readonly menu: string;
  readonly group: string | null;
  /** URL name; null for a menu or group without a readable item. */
  readonly link: string | null;
  readonly text: string | null;
}

/** All menus with their groups and items, in the order of the source. */
export function readNavigation(modules: Modules, tree: Tree): SourceMenuItem[] {
  const module = modules.byName.get('netbox.navigation.menu') ?? modules.byName.get('netbox.navigation_menu');
  if (!module) return readTemplateMenu(readText(join(tree.base, 'templates/inc/nav_menu.html')) ?? '');
  const out: SourceMenuItem[] = [];
  const named = (node: Expression | undefined): Expression | undefined => {
    if (node?.type !== 'Name') return node;
    const binding = module.bindings.get(node.id);
    return binding?.kind === 'value' && binding.value ? binding.value : node;
  };
  // Menus are written as calls at module level; those of plugins are made in loops from names that are no literals.
  for (const statement of module.tree.body) {
    if (statement.type !== 'Assign' && statement.type !== 'Expr') continue;
    for (const menu of calls(statement)) {
      if (dotted(menu.func) !== 'Menu') continue;
      const menuLabel = label(argument(menu, 0, 'label'));
      if (menuLabel === null) continue;
      out.push({ menu: menuLabel, group: null, link: null, text: null });
      for (const group of elements(named(argument(menu, 2, 'groups')))) {
        if (group.type !== 'Call') continue;
        const groupLabel = label(argument(group, 0, 'label'));
        if (groupLabel === null) continue;
        out.push({ menu: menuLabel, group: groupLabel, link: null, text: null });
        for (const item of elements(named(argument(group, 1, 'items')))) {
          const read = item.type === 'Call' ? readItem(item) : null;
          if (read) out.push({ menu: menuLabel, group: groupLabel, ...read });
        }
      }
    }
  }
  return out;
}

/** `MenuItem(link=…, link_text=…)` or `get_model_item('dcim', 'site', _('Sites'))`, which links to the list view. */
function readItem(call: Call): { link: string; text: string } | null {
  const callee = dotted(call.func);
  if (callee === 'get_model_item') {
    const app = text(argument(call, 0, 'app_label'));
    const model = text(argument(call, 1, 'model_name'));
    const shown = label(argument(call, 2, 'label'));
    return app === null || model === null || shown === null ? null : { link: `${app}:${model}_list`, text: shown };
  }
  if (callee !== 'MenuItem') return null;
  const link = text(argument(call, 0, 'link'));
  const shown = label(argument(call, 1, 'link_text'));
  return link === null || shown === null ? null : { link, text: shown };
}

/** NetBox 2.8–2.11: Bootstrap dropdowns in `templates/inc/nav_menu.html`. */
function readTemplateMenu(source: string): SourceMenuItem[] {
  const out: SourceMenuItem[] = [];
  let menu: string | null = null;
  let group: string | null = null;
  const pattern =
    /class="dropdown-toggle"[^>]*>\s*([^<{]+?)\s*<span|class="dropdown-header"[^>]*>\s*([^<{]+?)\s*<\/li>|<a href="\{% url '([^']+)'[^%]*%\}"[^>]*>\s*([^<{]+?)\s*<\/a>/g;
  for (const match of source.matchAll(pattern)) {
    const [, menuLabel, groupLabel, link, shown] = match;
    if (menuLabel !== undefined) {
      menu = menuLabel;
      group = null;
      out.push({ menu, group: null, link: null, text: null });
    } else if (groupLabel !== undefined && menu !== null) {
      group = groupLabel;
      out.push({ menu, group, link: null, text: null });
    } else if (link !== undefined && shown !== undefined && menu !== null) {
      out.push({ menu, group: group ?? menu, link, text: shown });
    }
  }
  return out;
}
