import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseTsv } from '../../scripts/ecosystem/lists.ts';
import { FIELDS, say } from '../../scripts/truth/claims.ts';
import { judgeAttributes } from '../../scripts/truth/attributes.ts';
import { causeOf, compareClaims } from '../../scripts/truth/compare.ts';
import { claimsOfPrediction } from '../../scripts/truth/prediction.ts';
import type { InspectedPlugin } from '../../scripts/truth/prediction.ts';
import { claimsOfRecording } from '../../scripts/truth/recording.ts';
import type { Recording } from '../../scripts/truth/recording.ts';
import { readRepr } from '../../scripts/truth/repr.ts';

/** One made-up plugin, as a recording and as the prediction that says the same. */
const recording: Recording = {
  netbox: '4.4.10',
  start_warnings: [],
  plugin: 'demo',
  loaded: true,
  apps_added: [['demo', 'demo', 'demo.DemoConfig']],
  plugin_config: {
    class: 'demo.DemoConfig',
    mro: ['demo.DemoConfig', 'netbox.plugins.PluginConfig'],
    overrides: ['base_url', 'default_settings', 'ready'],
    attrs: {
      base_url: "'demo'",
      default_settings: "{'b': (1, True), 'a': None}",
      ready: '<function ready>',
      name: "'x'",
    },
  },
  routes: [
    { path: 'plugins/demo/things/', name: 'plugins:demo:thing_list', view: 'demo.views.ThingList' },
    { path: 'api/plugins/demo/^things/$', name: null, view: 'demo.api.views.ThingViewSet {"get": "list"}' },
  ],
  models: {
    'demo.Thing': {
      db_table: 'demo_thing',
      managed: true,
      proxy: false,
      auto_created: false,
      fields: { id: ['BigAutoField', 'id', null], site: ['ForeignKey', 'site_id', 'dcim.Site'] },
      m2m: { tags: ['extras.TaggedItem', 'extras_taggeditem', 'extras.Tag'] },
    },
    'demo.Thing_groups': {
      db_table: 'demo_thing_groups',
      managed: true,
      proxy: false,
      auto_created: true,
      fields: {},
      m2m: {},
    },
  },
  settings_diff: { changed: { INSTALLED_APPS: {}, PLUGINS: {} } },
  middleware_added: ['demo.middleware.Demo'],
  menu_added: [
    ['menu', 'Demo', 'mdi mdi-flask'],
    [
      'item',
      'Demo',
      'Things',
      'plugins:demo:thing_list',
      'All',
      ['demo.view_thing'],
      [['plugins:demo:add', 'Add', []]],
    ],
  ],
  template_extensions: [
    { class: 'demo.ext.Card', models: "('dcim.site', 'dcim.rack')", methods: ['left_page'] },
    { class: 'demo.ext.Card', models: "('dcim.site', 'dcim.rack')", methods: ['left_page'] },
    { class: 'demo.ext.Bar', models: 'None', methods: ['navbar'] },
  ],
  signals_added: {
    'post_save | sender=dcim.Site | demo.signals.saved': 1,
    'pre_delete | sender=* | demo.signals.gone': 1,
  },
  templates: { 'demo/thing.html': ['demo/templates/demo/thing.html'] },
  db: {
    migrate: 'ok',
    diff: {
      tables: { added: { 'public.demo_thing': 'r' } },
      columns: {
        added: {
          'public.demo_thing.id': 'bigint notnull=true identity=d default= coll=',
          'public.demo_thing.name': 'character varying(50) notnull=false identity= default= coll=default',
        },
      },
      indexes: {
        added: {
          'public.demo_thing.demo_thing_pkey':
            'CREATE UNIQUE INDEX demo_thing_pkey ON public.demo_thing USING btree (id)',
        },
      },
      constraints: { added: { 'demo_thing.demo_thing_pkey': 'PRIMARY KEY (id)' } },
      sequences: { added: { 'public.demo_thing_id_seq': 'demo_thing' } },
    },
    makemigrations_would_write: { demo: ['Alter field name on thing'] },
  },
};

const prediction: InspectedPlugin = {
  module: 'demo',
  label: 'demo',
  load: { outcome: 'loaded', exception: null, message: null },
  apps: ['demo'],
  config: {
    class: 'demo.DemoConfig',
    mro: ['demo.DemoConfig', 'netbox.plugins.PluginConfig'],
    attributes: { base_url: 'demo', default_settings: { a: null, b: [1, true] }, name: 'not overridden' },
  },
  routes: [
    { path: 'api/plugins/demo/^things/$', name: null, view: 'demo.api.views.ThingViewSet' },
    { path: 'plugins/demo/things/', name: 'plugins:demo:thing_list', view: 'demo.views.ThingList' },
  ],
  models: [
    {
      model: 'demo.Thing',
      table: 'demo_thing',
      managed: true,
      proxy: false,
      fields: {
        id: { type: 'BigAutoField', column: 'id', related: null },
        site: { type: 'ForeignKey', column: 'site_id', related: 'dcim.Site' },
      },
      m2m: { tags: { through: 'extras.TaggedItem', table: 'extras_taggeditem', related: 'extras.Tag' } },
    },
  ],
  tables: [
    {
      name: 'demo_thing',
      columns: [
        { name: 'id', type: 'bigint', null: false, identity: true },
        { name: 'name', type: 'character varying(50)', null: true, identity: false },
      ],
      indexes: [
        {
          name: 'demo_thing_pkey',
          definition: 'CREATE UNIQUE INDEX demo_thing_pkey ON public.demo_thing USING btree (id)',
        },
      ],
      constraints: [{ name: 'demo_thing_pkey', definition: 'PRIMARY KEY (id)' }],
      sequences: ['demo_thing_id_seq'],
    },
  ],
  drift: { demo: ['Alter field name on thing'] },
  middleware: ['demo.middleware.Demo'],
  settings: ['PLUGINS', 'INSTALLED_APPS'],
  templates: ['demo/thing.html'],
  templateExtensions: [
    { class: 'demo.ext.Card', models: ['dcim.rack', 'dcim.site'], methods: ['left_page'] },
    { class: 'demo.ext.Bar', models: null, methods: ['navbar'] },
  ],
  menu: [
    {
      menu: 'Demo',
      group: 'Things',
      text: 'All',
      link: 'plugins:demo:thing_list',
      permissions: ['demo.view_thing'],
      buttons: [{ title: 'Add', link: 'plugins:demo:add', permissions: [] }],
    },
  ],
  signals: [
    { signal: 'post_save', sender: 'dcim.Site', handler: 'demo.signals.saved' },
    { signal: 'pre_delete', sender: null, handler: 'demo.signals.gone' },
  ],
  undecided: [],
};

const overrides = new Set(['base_url', 'default_settings', 'ready']);
const truth = claimsOfRecording(recording);

describe('a right prediction', () => {
  const rows = compareClaims(truth, claimsOfPrediction(prediction, overrides));

  test('agrees in every field, and every field is compared', () => {
    // Misconfigurations are simulated on the wheel; the JSON of `inspect` does not have them.
    expect(rows.map(row => row.field)).toEqual(FIELDS.filter(field => field !== 'misconfigurations'));
    for (const { field, missing, extra, recorded, right } of rows) {
      expect({ field, missing, extra }).toEqual({ field, missing: [], extra: [] });
      expect(recorded).toBeGreaterThan(0);
      expect(right).toBe(recorded);
    }
  });
});

describe('attributes, one by one', () => {
  const config = { class: 'demo.DemoConfig', mro: [], attributes: {} };
  const said = (
    attributes: NonNullable<InspectedPlugin['config']>['attributes'],
    undecided: InspectedPlugin['undecided'],
  ) => judgeAttributes(recording, { ...prediction, config: { ...config, attributes }, undecided });

  test('are the same, undecided, or wrong; a function is no value', () => {
    expect(said({ base_url: 'demo', default_settings: { a: null, b: [1, true] } }, [])).toEqual({
      same: 2,
      undecided: [],
      wrong: [],
    });
    expect(said({ base_url: 'other' }, [{ field: 'config', reason: 'default_settings: computed' }])).toEqual({
      same: 0,
      undecided: ['default_settings'],
      wrong: ['base_url: said "other", recorded "demo"'],
    });
    expect(said({ base_url: 'demo' }, []).wrong).toHaveLength(1);
  });
});

/** Each changes one thing; the field named is the only one that may then differ. */
const mistakes: readonly (readonly [string, Partial<InspectedPlugin>])[] = [
  ['load', { load: { outcome: 'skipped' } }],
  ['apps', { apps: ['other'] }],
  [
    'config attributes',
    {
      config: {
        class: 'demo.DemoConfig',
        mro: ['demo.DemoConfig', 'netbox.plugins.PluginConfig'],
        attributes: { base_url: 'demos', default_settings: { a: null, b: [1, true] } },
      },
    },
  ],
  ['routes', { routes: [] }],
  ['middleware', { middleware: [] }],
  ['templates', { templates: ['demo/thing.html', 'demo/other.html'] }],
  ['settings', { settings: { PLUGINS: 1, INSTALLED_APPS: 1, LANGUAGE_CODE: 1 } }],
  ['signals', { signals: [] }],
  ['drift', { drift: {} }],
];

describe('a wrong prediction', () => {
  test.each(mistakes)('of %s shows there and nowhere else', (field, change) => {
    const rows = compareClaims(truth, claimsOfPrediction({ ...prediction, ...change }, overrides));
    expect(rows.filter(row => row.missing.length + row.extra.length > 0).map(row => row.field)).toEqual([field]);
  });

  test('that leaves a field out misses all of it', () => {
    const { menu: _, ...rest } = prediction;
    const row = compareClaims(truth, claimsOfPrediction(rest, overrides)).find(one => one.field === 'menu items');
    expect(row).toMatchObject({
      predicted: 0,
      recorded: 1,
      right: 0,
      missing: truth['menu items'] && [...truth['menu items']],
    });
  });
});

test('a start that failed compares the exception by class and message, and nothing else', () => {
  const refused = claimsOfRecording({
    netbox: '4.4.10',
    start_warnings: [],
    start_error: "builtins.ModuleNotFoundError: No module named 'netbox.ui'",
  });
  const said = claimsOfPrediction(
    {
      ...prediction,
      load: { outcome: 'refused', exception: 'ModuleNotFoundError', message: "No module named 'netbox.ui'" },
    },
    overrides,
  );
  expect(compareClaims(refused, said)).toMatchObject([{ field: 'load', missing: [], extra: [] }]);
});

test('a database whose migrations did not end is not compared', () => {
  const half = claimsOfRecording({
    ...recording,
    db: { migrate: 'TimeoutError', diff: {}, makemigrations_would_write: {} },
  });
  expect(Object.keys(half)).not.toContain('tables');
});

describe('explained differences', () => {
  const row = { recording: 'a.json', field: 'routes', side: 'extra', claim: 'api/*', cause: 'made up' } as const;

  test.each([
    [{ ...row, claim: 'api/plugins/x | n | v' }, 'made up'],
    [{ ...row, claim: 'plugins/x | n | v' }, undefined],
    [{ ...row, claim: 'api/x', side: 'missing' as const }, undefined],
    [{ ...row, claim: 'api/x', recording: 'b.json' }, undefined],
  ])('%o', (difference, cause) => {
    expect(causeOf(difference, [row])).toBe(cause);
  });
});

describe('Python reprs', () => {
  test.each([
    ["'it\\'s'", "it's"],
    ['"it\'s"', "it's"],
    ["'\\x41\\u00e9\\n\\\\'", 'Aé\n\\'],
    ['-1.5e3', -1500],
    ["['a', ('b',), ()]", ['a', ['b'], []]],
    ["{'a': {1: None}}", { a: { 1: null } }],
  ])('%s', (text, value) => {
    expect(readRepr(text)).toEqual(value);
  });

  test.each(['<function f at 0x7f>', '[<object>]', "'open", '', "{'a', 'b'}", '1 2'])('%s is no plain value', text => {
    expect(readRepr(text)).toBeUndefined();
  });
});

test('the words of a claim keep what differs apart', () => {
  expect(say.column('t', 'c', 'bigint', false, true)).not.toBe(say.column('t', 'c', 'bigint', true, true));
  expect(say.model('a.B', 'a_b', true, false)).not.toBe(say.model('a.B', 'a_b', false, false));
});

describe('the recordings', () => {
  const folder = fileURLToPath(new URL('../data/truth/', import.meta.url));
  const listed = parseTsv(readFileSync(`${folder}recordings.tsv`, 'utf8'), ['recording', 'netbox', 'wheel_sha256']);

  test('are all listed, each with the digest of its wheel', () => {
    expect(listed.map(row => row['recording'])).toEqual(
      readdirSync(folder)
        .filter(name => name.endsWith('.json'))
        .sort(),
    );
    for (const row of listed) expect(row['wheel_sha256']).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(listed.map(row => row['recording'] ?? ''))('%s gives claims', name => {
    const claims = claimsOfRecording(JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as Recording);
    expect(claims.load?.size).toBe(1);
    // Of a plugin that is not loaded, or whose URLs cannot be, nothing else was recorded.
    if (claims.apps) {
      expect(claims.apps.size).toBe(1);
      expect(claims.templates).toBeDefined();
    }
    for (const claim of claims.columns ?? []) expect(claim).not.toContain('notnull=');
    for (const claim of claims.signals ?? []) expect(claim).toMatch(/^\w+ of \S+: \S+$/);
  });
});
