/** Menus, items, buttons and template extensions as NetBox registers them. */
import { describe, expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import type { NavigationModel } from '../../src/plugin/navigation.ts';

const host = loadNetBox();

function navigationOf(files: Readonly<Record<string, string>>, netbox?: string): NavigationModel {
  const own = Object.fromEntries(Object.entries(files).map(([path, text]) => [`demo/${path}`, text]));
  const pkg = packageFromFiles({
    'demo/__init__.py': `from netbox.plugins import PluginConfig


class DemoConfig(PluginConfig):
    name = 'demo'
    verbose_name = 'The Demo'
    default_settings = {'top': True}


config = DemoConfig
`,
    ...own,
  });
  return buildModel(pkg, host.forPackage(pkg, netbox === undefined ? {} : { netbox })).model.navigation;
}

const NAVIGATION = `from django.conf import settings
from django.utils.translation import gettext_lazy as _
from netbox.plugins import PluginMenu, PluginMenuButton, PluginMenuItem


def item(name, text):
    return PluginMenuItem(
        link=f'plugins:demo:{name}_list',
        link_text=_(text),
        permissions=[f'demo.view_{name}'],
        buttons=(PluginMenuButton(f'plugins:demo:{name}_add', _('Add'), 'mdi mdi-plus', permissions=()),),
    )


items = (item('thing', 'Things'), item('part', 'Parts'))
`;

describe('menus', () => {
  test('a menu with groups, made by helpers', () => {
    const navigation = navigationOf({
      'navigation.py': `${NAVIGATION}
menu = PluginMenu(label=_('Demo'), groups=((_('All'), items),), icon_class='mdi mdi-flask')
`,
    });
    expect(navigation.menus).toMatchObject([{ label: 'Demo', icon: 'mdi mdi-flask' }]);
    expect(navigation.items).toMatchObject([
      {
        menu: 'Demo',
        group: 'All',
        text: 'Things',
        link: 'plugins:demo:thing_list',
        permissions: ['demo.view_thing'],
        buttons: [{ title: 'Add', link: 'plugins:demo:thing_add', permissions: [] }],
      },
      { text: 'Parts' },
    ]);
  });

  test("of two bindings under a setting, the one that the plugin's default takes", () => {
    const both = (test: string): NavigationModel =>
      navigationOf({
        'navigation.py': `${NAVIGATION}
if ${test}:
    menu = PluginMenu('Demo', (('All', items),))
else:
    menu_items = items
`,
      });
    expect(both("settings.PLUGINS_CONFIG['demo'].get('top')").items.map(one => one.menu)).toEqual(['Demo', 'Demo']);
    expect(both("not settings.PLUGINS_CONFIG['demo']['top']").items.map(one => one.menu)).toEqual([
      'Plugins',
      'Plugins',
    ]);
    expect(both("settings.VERSION >= '3.4.0'").menus).toHaveLength(1);
    expect(both("settings.PLUGINS_CONFIG['demo'].get('undeclared')").items[0]).toMatchObject({
      menu: 'Plugins',
      group: 'The Demo',
    });
  });

  test('a computed item is undecided', () => {
    const navigation = navigationOf({ 'navigation.py': 'import os\n\nmenu_items = [os.environ]\n' });
    expect(navigation.items).toEqual([]);
    expect(navigation.undecided.map(one => one.reason)).toEqual(['a menu item that is computed']);
  });
});

describe('arguments by release', () => {
  const problems = (call: string, netbox?: string): string[] =>
    navigationOf({ 'navigation.py': `${NAVIGATION}\nx = ${call}\n` }, netbox)
      .calls.flatMap(one => [...one.problems])
      .map(
        one =>
          `${one.kind} ${'parameters' in one ? one.parameters.join('/') : 'parameter' in one ? one.parameter : one.color}`,
      );

  test.each([
    [
      "PluginMenuItem('a', 'b', False, ['x'])",
      '>=3.5,<3.7',
      ['moves permissions/staff_only', 'moves buttons/permissions'],
    ],
    ["PluginMenuItem('a', 'b', ['x'])", '3.5', []],
    ["PluginMenuItem('a', 'b', ['x'])", '4.4', ['flag auth_required']],
    ["PluginMenuItem('a', 'b', permissions='x')", '4.4', ['type permissions']],
    ["PluginMenuItem('a', 'b', permissions=None, buttons=[])", '4.4', []],
    ["PluginMenuItem('a', 'b', auth_required=True)", '4.1', ['keyword auth_required']],
    ["PluginMenuButton('a', 'b', 'c', 'primary')", '3.1', []],
    ["PluginMenuButton('a', 'b', 'c', 'primary')", '3.2', ['color primary']],
    ["PluginMenuButton('a', 'b', 'c', color='green', permissions={'x'})", '4.4', ['type permissions']],
  ])('%s in %s', (call, netbox, want) => {
    expect(problems(call, netbox)).toEqual(want);
  });
});

test('template extensions: labels, hooks, and what releases make of `model`', () => {
  const { templateExtensions } = navigationOf({
    'template_content.py': `from netbox.plugins import PluginTemplateExtension


class Base(PluginTemplateExtension):
    def right_page(self):
        return self.helper()

    def helper(self):
        return ''


class Old(Base):
    model = 'dcim.site'


class New(Base):
    models = ['dcim.site', 'dcim.rack']

    def head(self):
        return ''


template_extensions = [Old, New]
`,
  });
  const [old, fresh] = templateExtensions;
  expect(old).toMatchObject({ class: 'demo.template_content.Old', models: null, methods: [] });
  expect([...(old?.hooks.keys() ?? [])]).toEqual(['right_page']);
  expect(fresh).toMatchObject({ models: ['dcim.site', 'dcim.rack'], methods: ['head'], unlimited: 0 });
  const versions = (mask: number): string[] => host.facts.releases.filter((_, index) => (mask >> index) & 1);
  expect(versions(old?.unlimited ?? 0)[0]).toMatch(/^4\.3\./);
  expect(versions(fresh?.refused ?? 0).at(-1)).toMatch(/^4\.0\./);
});
