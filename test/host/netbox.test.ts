/** What ships: the facts of NetBox, its contract, its policy. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReleaseSet } from '../../src/host/facts.ts';
import {
  BUTTON_COLORS,
  CONFIG_ATTRIBUTES,
  entryFor,
  inForce,
  RESOURCE_LOADING,
  RESOURCES,
  SIGNATURES,
  TEMPLATE_EXTENSION,
  URL_LOADING,
  type Span,
} from '../../src/host/netbox/contract.ts';
import { describeRelease, listReleases } from '../../src/host/netbox/describe.ts';
import { decodeGroup, FACTS_FILE, formatFacts, validateFacts } from '../../src/host/netbox/format.ts';
import { loadNetBoxFacts } from '../../src/host/netbox/load.ts';
import { LIMITS } from '../../src/host/netbox/policy.ts';
import { PATCHES } from '../../src/host/netbox/releases.ts';
import { COMPARED_VERSION, formatMessage, INCOMPATIBLE, MESSAGES, STARTUP } from '../../src/host/netbox/startup.ts';

const text = readFileSync(new URL(`../../src/host/netbox/${FACTS_FILE}`, import.meta.url), 'utf8');
const checked = validateFacts(JSON.parse(text));
if (!checked.ok) throw new Error(checked.problem.message);
const { file } = checked;
const facts = loadNetBoxFacts();
const minors = (set: ReleaseSet): string[] =>
  facts.releases.filter((_, i) => (set & (1 << i)) !== 0).map(version => version.split('.').slice(0, 2).join('.'));
const range = (set: ReleaseSet | undefined): string => {
  const list = minors(set ?? 0);
  return `${list[0] ?? ''}..${list.at(-1) ?? ''} (${list.length})`;
};

describe('the file of facts', () => {
  it('has the newest patch of every minor release', () => {
    const newest = Object.entries(PATCHES).map(([minor, patches]) => `${minor}.${patches.at(-1) ?? ''}`);
    expect(facts.releases).toEqual(newest);
  });

  it('is written as the code writes it', () => {
    expect(formatFacts(file)).toBe(text);
  });

  it('resolves every import inside NetBox, but of what a user supplies', () => {
    const unresolved = new Set<string>();
    for (const module of Object.keys(file.facts.import ?? {})) {
      for (const [fact, releases] of decodeGroup(file, 'import', module)) {
        const colon = fact.indexOf(':');
        const target = fact.slice(0, colon);
        if (!facts.ownsTopLevel(target.split('.')[0] ?? '')) continue;
        const original = fact.slice(colon + 1).replace(/=.*/, '');
        const path = original === '' ? target : `${target}.${original}`;
        if ((releases & ~(facts.symbol(path)?.releases ?? 0)) !== 0) unresolved.add(path);
      }
    }
    // `secrets` is the standard library's since 3.0; the two modules are written by the operator.
    expect([...unresolved].sort()).toEqual(['netbox.configuration', 'netbox.ldap_config', 'secrets']);
  });

  it('has a path for every URL name and a known model behind every relation', () => {
    expect([...facts.urls()].filter(url => url.path === null)).toEqual([]);
    const unknown = new Set<string>();
    for (const model of facts.models()) {
      for (const field of model.fields.values()) {
        if (field.related !== null && !facts.model(field.related)) unknown.add(field.related);
      }
    }
    expect([...unknown].sort()).toEqual(['auth.Group', 'auth.Permission', 'auth.User', 'contenttypes.ContentType']);
  });
});

describe('what the facts say', () => {
  it('of things that came and went', () => {
    expect(range(facts.module('extras.plugins'))).toBe('2.8..3.7 (12)');
    expect(range(facts.module('netbox.plugins'))).toBe('3.7..4.7 (9)');
    expect(range(facts.apps().get('secrets')?.releases)).toBe('2.8..2.11 (4)');
    expect(range(facts.symbol('netbox.models.NetBoxModel')?.releases)).toBe('3.2..4.7 (14)');
    expect(range(facts.symbol('utilities.utils')?.releases)).toBe('2.8..3.7 (12)');
    expect(range(facts.model('vpn.L2VPN')?.releases)).toBe('3.7..4.7 (9)');
    expect(range(facts.model('ipam.L2VPN')?.releases)).toBe('3.3..3.6 (4)');
    expect(range(facts.registryKeys().get('models'))).toBe('3.7..4.6 (8)');
    expect(range(facts.tagLibrary('helpers')?.tags.get('querystring'))).toBe('2.8..4.6 (19)');
    expect(range(facts.parameter('BANNER_TOP'))).toBe('2.8..4.7 (20)');
    expect(range(facts.setting('MIDDLEWARE'))).toBe('2.8..4.7 (20)');
  });

  it('of a class that moved', () => {
    const config = facts.class('extras.plugins.PluginConfig');
    expect(config).toMatchObject({ path: 'netbox.plugins.PluginConfig', family: 'plugin-config' });
    expect(range(config?.releases)).toBe('2.8..3.7 (12)');
    expect(range(config?.members.get('caching_config'))).toBe('2.8..2.11 (4)');
    expect(range(config?.members.get('data_backends'))).toBe('3.7..3.7 (1)');
  });

  it('of a core model, its views, URLs, templates', () => {
    const device = facts.model('DCIM.device');
    expect(device).toMatchObject({ label: 'dcim.Device', table: 'dcim_device', path: 'dcim.models.devices.Device' });
    expect(range(device?.fields.get('device_role')?.releases)).toBe('2.8..3.5 (10)');
    expect(device?.fields.get('role')?.related).toBe('dcim.DeviceRole');
    expect(facts.class('dcim.models.Device')?.family).toBe('model');
    expect(facts.url('dcim:device')?.path).toBe('dcim/devices/<int:pk>/');
    expect(facts.url('dcim-api:device-detail')?.path).toBe('api/dcim/^devices/(?P<pk>[^/.]+)/$');
    expect(range(facts.modelViews('dcim.Device').find(view => view.name === 'journal')?.releases)).toBe(
      '3.4..4.7 (12)',
    );
    expect(facts.modelViews('dcim.ConsolePortTemplate').some(view => view.name === 'journal')).toBe(false);
    expect(facts.template('dcim/device.html')?.origin).toBe('project');
    expect(facts.template('base/layout.html')?.blocks.has('content')).toBe(true);
  });

  it('of families', () => {
    const families = [
      'dcim.forms.DeviceForm',
      'dcim.tables.DeviceTable',
      'dcim.filtersets.DeviceFilterSet',
      'dcim.api.serializers.DeviceSerializer',
      'dcim.api.views.DeviceViewSet',
      'dcim.views.DeviceListView',
      'dcim.choices.DeviceStatusChoices',
      'dcim.graphql.types.DeviceType',
      'utilities.querysets.RestrictedQuerySet',
      'netbox.middleware.CoreMiddleware',
      'netbox.plugins.PluginTemplateExtension',
    ].map(path => facts.class(path)?.family);
    expect(families).toEqual([
      'form',
      'table',
      'filterset',
      'serializer',
      'viewset',
      'view',
      'choices',
      'graphql',
      'queryset',
      'middleware',
      'template-extension',
    ]);
  });

  it('of Python', () => {
    expect(facts.releases.map((_, index) => facts.pythonFloor(index)[1])).toEqual([
      6, 6, 6, 6, 7, 7, 8, 8, 8, 8, 8, 8, 10, 10, 10, 10, 10, 12, 12, 12,
    ]);
  });
});

describe('the contract', () => {
  /** The entries of one thing must not overlap, and must follow on one another. */
  const contiguous = (entries: readonly Span[]): void => {
    for (const [i, entry] of entries.entries()) {
      const next = entries[i + 1];
      if (next) expect(entry.until).toBe(next.from);
      else expect(entry.until).toBeUndefined();
    }
  };

  it('has one entry in force at any time', () => {
    for (const entries of [
      STARTUP,
      INCOMPATIBLE,
      COMPARED_VERSION,
      RESOURCE_LOADING,
      URL_LOADING,
      BUTTON_COLORS,
      TEMPLATE_EXTENSION.models,
    ])
      contiguous(entries);
    for (const name of new Set(SIGNATURES.map(signature => signature.name)))
      contiguous(SIGNATURES.filter(signature => signature.name === name));
    for (const id of new Set(MESSAGES.map(message => message.id))) {
      const entries: readonly Span[] = MESSAGES.filter(message => message.id === id);
      for (const [i, entry] of entries.entries()) {
        const next = entries[i + 1];
        if (next) expect(entry.until).toBe(next.from);
      }
    }
  });

  it('names the attributes that PluginConfig has in each release', () => {
    const own = CONFIG_ATTRIBUTES.filter(attribute => attribute.use !== 'django');
    for (const [index, version] of facts.releases.entries()) {
      const path = facts.module('netbox.plugins') & (1 << index) ? 'netbox.plugins' : 'extras.plugins';
      const members = facts.class(`${path}.PluginConfig`)?.members ?? new Map<string, number>();
      const known = new Set<string>(own.map(attribute => attribute.name));
      const there = [...members].flatMap(([name, set]) =>
        (set & (1 << index)) !== 0 && known.has(name) ? [name] : [],
      );
      const expected = own.filter(attribute => inForce(attribute, version)).map(attribute => attribute.name);
      expect([version, ...there.sort()]).toEqual([version, ...expected.sort()]);
    }
  });

  it('is exact to the patch', () => {
    const items = (version: string): string[] =>
      (
        entryFor(
          SIGNATURES.filter(signature => signature.name === 'PluginMenuItem'),
          version,
        )?.parameters ?? []
      ).map(p => p.name);
    expect(items('3.6.0')).toEqual(['link', 'link_text', 'permissions', 'buttons']);
    expect(items('3.6.1')).toEqual(['link', 'link_text', 'staff_only', 'permissions', 'buttons']);
    expect(items('4.2.3')).toEqual(['link', 'link_text', 'auth_required', 'staff_only', 'permissions', 'buttons']);
    expect(entryFor(RESOURCE_LOADING, '3.4.5')?.explicit).toBe('broken');
    expect(entryFor(INCOMPATIBLE, '4.2.9')?.outcome).toBe('refused');
    expect(entryFor(INCOMPATIBLE, '4.3.0')?.outcome).toBe('skipped');
    expect(RESOURCES.filter(resource => inForce(resource, '2.8.9')).map(resource => resource.attribute)).toEqual([
      'template_extensions',
      'menu_items',
    ]);
  });

  it('fills in messages', () => {
    const message = MESSAGES.find(entry => entry.id === 'max-version' && inForce(entry, '4.4.10'));
    expect(message?.exception).toBe('core.exceptions.IncompatiblePluginError');
    expect(formatMessage(message?.text ?? '', { module: 'my_plugin', max_version: '4.3.99', current: '4.4.10' })).toBe(
      'Plugin my_plugin requires NetBox maximum version 4.3.99 (current: 4.4.10).',
    );
    expect(formatMessage('{a} {b}', { a: '{b}' })).toBe('{b} {b}');
  });

  it('has nine limits', () => {
    expect(LIMITS.map(limit => limit.id)).toEqual([
      'core-models',
      'urls',
      'core-templates',
      'core-settings',
      'core-components',
      'config',
      'version-bounds',
      'migrations',
      'packaging',
    ]);
  });
});

describe('a description', () => {
  it('lists the releases', () => {
    const list = listReleases(facts);
    expect(list).toHaveLength(20);
    expect(list.at(16)).toMatchObject({ version: '4.4.10', minor: '4.4', python: '3.10' });
    expect(list.at(12)?.patches).not.toContain('4.0.4');
  });

  it('shows one release by its own contents', () => {
    const shown = describeRelease(facts, '4.4');
    if (!shown.ok) throw new Error(shown.message);
    const { release } = shown;
    expect(release.version).toBe('4.4.10');
    expect(release.models.find(model => model.label === 'dcim.Device')?.table).toBe('dcim_device');
    expect(release.models.some(model => model.label === 'ipam.L2VPN')).toBe(false);
    expect(release.contract.attributes).toContain('events_pipeline');
    expect(release.contract.attributes).not.toContain('caching_config');
    expect(release.contract.signatures).toContain(
      'PluginMenuItem(link, link_text, auth_required=False, staff_only=False, permissions=None, buttons=None)',
    );
    expect(release.menus.map(menu => menu.label)).toContain('Devices');
    expect(release.middleware.indexOf('django.middleware.common.CommonMiddleware')).toBeLessThan(
      release.middleware.indexOf('netbox.middleware.CoreMiddleware'),
    );
  });

  it('of an unknown release is a message that says what is known', () => {
    expect(describeRelease(facts, '9.9')).toEqual({
      ok: false,
      message: 'NetBox 9.9 is not known; known are 2.8.9 to 4.7.3 (newest patch of each minor release)',
    });
  });
});
