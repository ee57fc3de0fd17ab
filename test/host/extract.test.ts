import { describe, expect, it } from 'vitest';
import { extractRelease } from '../../src/host/netbox/extract/index.ts';
import { formatFacts, mergeReleases, type Kind, type ReleaseFacts } from '../../src/host/netbox/format.ts';
import { loadFacts } from '../../src/host/netbox/load.ts';
import { MINIATURE, withTree } from './tree.ts';

function extract(files: Readonly<Record<string, string>>): ReleaseFacts {
  return withTree(files, root => {
    const extracted = extractRelease(root);
    if (!extracted.ok) throw new Error(extracted.problem.message);
    return extracted.release;
  });
}

const without = (...paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(MINIATURE).filter(([path]) => !paths.some(prefix => path.startsWith(prefix))));

const miniature = extract(MINIATURE);
const of = (kind: Kind, group = ''): string[] => [...(miniature.facts.get(kind)?.get(group) ?? [])].sort();
const facts = loadFacts(mergeReleases([miniature]));

describe('a release', () => {
  it('says its version and lowest Python', () => {
    expect(miniature.version).toBe('4.4.10');
    expect(miniature.python).toEqual([3, 10]);
  });

  it('has the apps of INSTALLED_APPS, conditional ones too', () => {
    expect(of('app')).toEqual([
      'auth~django.contrib.auth~f',
      'dcim~dcim~c',
      'debug_toolbar~debug_toolbar~f',
      'extras~extras~c',
      'ipam~ipam~c',
      'utilities~utilities~c',
    ]);
  });

  it('reads middleware through reassignment, in order', () => {
    expect([...(miniature.facts.get('middleware')?.get('') ?? [])]).toEqual([
      'a.Before',
      'django.middleware.security.SecurityMiddleware',
      'netbox.middleware.CoreMiddleware',
      'a.After',
    ]);
  });

  it('reads settings and parameters; an imported name in capitals is a setting', () => {
    expect(of('setting')).toContain('PARAMS');
    expect(of('parameter')).toEqual(['BANNER_TOP~d', 'DEBUG~s', 'DEFAULT_LANGUAGE~s', 'SECRET_KEY~s']);
    expect(of('registry')).toEqual(['plugins', 'views']);
  });

  it('follows star imports by __all__, aliases, and leaves out what only type checkers see', () => {
    expect(facts.symbol('dcim.models.Site')?.path).toBe('dcim.models.sites.Site');
    expect(facts.symbol('dcim.models.Cabinet')?.path).toBe('dcim.models.racks.Rack');
    expect(facts.symbol('dcim.models._Private')).toBeUndefined();
    expect(facts.symbol('dcim.models.sites.Rack')).toBeUndefined();
    expect(facts.symbol('dcim.models.sites.models')).toMatchObject({ path: 'django.db.models', kind: 'foreign' });
  });

  it('takes the body of a try before its handlers', () => {
    expect(facts.symbol('dcim.models.racks.Base')).toMatchObject({ kind: 'foreign', path: 'fast.Base' });
  });

  it('reads models: inherited and dropped fields, tables, relations, proxies', () => {
    const site = facts.model('dcim.site');
    expect(site).toMatchObject({
      label: 'dcim.Site',
      table: 'dcim_site',
      abstract: false,
      proxy: false,
      managed: true,
    });
    expect([...(site?.fields.keys() ?? [])].sort()).toEqual([
      'created',
      'journal_entries',
      'name',
      'owners',
      'parent',
      'racks',
    ]);
    expect(site?.fields.get('parent')?.related).toBe('dcim.Site');
    expect(site?.fields.get('owners')?.related).toBe('auth.User');
    expect(site?.fields.get('journal_entries')).toMatchObject({ type: 'GenericRelation', related: 'extras.Entry' });
    expect([...(site?.m2mTables ?? [])].sort()).toEqual([
      ['owners', 'dcim_site_owners'],
      ['racks', 'dcim_placement'],
    ]);
    expect(facts.model('dcim.Site')?.reverse).toEqual([
      { accessor: 'site_set', query: 'site', source: 'dcim.Site.parent', releases: 1 },
      { accessor: 'tenants', query: 'tenant', source: 'dcim.Placement.site', releases: 1 },
    ]);
    expect(facts.model('dcim.Rack')?.reverse).toEqual([
      { accessor: 'placement', query: 'placement', source: 'dcim.Placement.rack', releases: 1 },
      { accessor: 'site_set', query: 'site', source: 'dcim.Site.racks', releases: 1 },
      { accessor: null, query: 'hidden', source: 'dcim.Placement.spare', releases: 1 },
    ]);
    expect(facts.model('dcim.Frozen')).toMatchObject({ table: 'dcim_site', proxy: true });
    expect(facts.model('dcim.Rack')).toMatchObject({ table: 'cabinets', managed: false });
    expect(facts.model('netbox.BaseModel')).toMatchObject({ table: null, abstract: true });
    expect(facts.modelOfClass('dcim.models.Site')).toBe(site);
  });

  it('knows bases, ancestors, families and members of classes', () => {
    expect(facts.class('dcim.models.Site')).toMatchObject({
      path: 'dcim.models.sites.Site',
      bases: ['netbox.models.features.JournalingMixin', 'netbox.models.BaseModel'],
      ancestors: ['netbox.models.features.JournalingMixin', 'netbox.models.BaseModel', 'django.db.models.Model'],
      family: 'model',
    });
    expect(facts.class('dcim.models.Site')?.members.has('save')).toBe(true);
    expect(facts.class('dcim.views.SiteView')?.family).toBe('view');
    expect(facts.class('dcim.api.views.PingViewSet')?.family).toBe('viewset');
  });

  it('registers views by decorator and by call, and those that come with a mixin', () => {
    const views = facts.modelViews('dcim.Site').map(({ name, path, detail }) => `${name}|${path}|${String(detail)}`);
    expect(views.sort()).toEqual(['journal|journal|true', 'list||false', 'trace|trace|true', '||true']);
    expect(facts.featureViews()).toEqual([
      {
        mixin: 'netbox.models.features.JournalingMixin',
        name: 'journal',
        path: 'journal',
        detail: true,
        view: 'netbox.views.JournalView',
        releases: 1,
      },
    ]);
  });

  it('follows the urlconf: includes, registered views, routers, appended patterns', () => {
    const paths = Object.fromEntries([...facts.urls()].map(url => [url.name, url.path]));
    expect(paths).toEqual({
      home: '',
      debug: 'debug/',
      'dcim:site': 'dcim/sites/<int:pk>/',
      'dcim:site_journal': 'dcim/sites/<int:pk>/journal/',
      'dcim:site_list': 'dcim/sites/',
      'dcim:site_trace': 'dcim/sites/<int:pk>/trace/',
      'dcim:old': 'dcim/^old/$',
      'dcim-api:api-root': 'api/dcim/',
      'dcim-api:site-list': 'api/dcim/^sites/$',
      'dcim-api:site-detail': 'api/dcim/^sites/(?P<pk>[^/.]+)/$',
      'dcim-api:site-show-tree': 'api/dcim/^sites/(?P<pk>[^/.]+)/tree/$',
      'dcim-api:ping-list': 'api/dcim/^pings/$',
    });
  });

  it('reads templates, without what comments hide', () => {
    expect([...(facts.template('base.html')?.blocks.keys() ?? [])]).toEqual(['title']);
    expect(facts.template('dcim/site.html')).toMatchObject({ origin: 'project', parents: new Map([['base.html', 1]]) });
    expect(facts.template('dcim/inc/part.html')?.origin).toBe('app');
    expect(facts.template('nothing.html')).toBeUndefined();
  });

  it('reads tag libraries, menus, migrations, commands, static files', () => {
    const library = facts.tagLibrary('builtins');
    expect(library?.builtin).toBe(true);
    expect([...(library?.tags.keys() ?? [])].sort()).toEqual(['badge', 'now']);
    expect([...(library?.filters.keys() ?? [])].sort()).toEqual(['short', 'upper_case']);
    expect(facts.menus()).toMatchObject([
      {
        label: 'Organization',
        groups: [
          {
            label: 'Sites',
            items: [
              { link: 'dcim:site_list', text: 'Sites' },
              { link: 'dcim:elevations', text: 'Elevations' },
            ],
          },
        ],
      },
    ]);
    expect(facts.migrations('dcim')).toEqual([
      {
        app: 'dcim',
        name: '0001_squashed',
        replaces: [
          ['dcim', '0001_initial'],
          ['dcim', '0002_more'],
        ],
        dependencies: [['extras', '0001_initial']],
        releases: 1,
      },
    ]);
    expect(facts.command('trace')).toBe(1);
    expect(facts.staticFile('netbox.css')).toBe(1);
    expect(facts.staticFile('not-served.ts')).toBe(0);
  });
});

describe('a merge', () => {
  const older = extract({
    ...without('netbox/templates/dcim', 'netbox/dcim/models/racks'),
    'netbox/netbox/settings.py': (MINIATURE['netbox/netbox/settings.py'] ?? '').replace('4.4.10', '4.3.7'),
    'netbox/dcim/models/__init__.py': 'from .sites import *\n',
    'netbox/dcim/models/sites.py': (MINIATURE['netbox/dcim/models/sites.py'] ?? '').replace(
      'BaseModel)',
      'models.Model)',
    ),
  });

  it('keeps what holds in which release', () => {
    const merged = loadFacts(mergeReleases([older, miniature]));
    expect(merged.releases).toEqual(['4.3.7', '4.4.10']);
    expect(merged.template('base.html')?.releases).toBe(0b11);
    expect(merged.template('dcim/site.html')?.releases).toBe(0b10);
    expect(merged.symbol('dcim.models.Cabinet')?.releases).toBe(0b10);
    const site = merged.class('dcim.models.Site');
    expect(site?.ancestorReleases.get('netbox.models.BaseModel')).toBe(0b10);
    expect(site?.ancestorReleases.get('django.db.models.Model')).toBe(0b11);
    expect(site?.bases).toEqual(['netbox.models.features.JournalingMixin', 'netbox.models.BaseModel']);
    expect(merged.model('dcim.Site')?.fields.get('created')?.releases).toBe(0b10);
  });

  it('gives the same bytes for the same trees', () => {
    expect(formatFacts(mergeReleases([older, extract(MINIATURE)]))).toBe(
      formatFacts(mergeReleases([older, miniature])),
    );
  });
});

describe('a directory that is no whole NetBox', () => {
  const problemOf = (files: Readonly<Record<string, string>>): unknown =>
    withTree(files, root => {
      const extracted = extractRelease(root);
      return extracted.ok
        ? null
        : { code: extracted.problem.code, message: extracted.problem.message.replace(root, 'ROOT') };
    });

  it('is told apart: nothing there, not NetBox, a half checkout, no version', () => {
    expect(extractRelease('/nonexistent')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(problemOf({ 'README.md': '' })).toEqual({
      code: 'not-netbox',
      message:
        'ROOT is no NetBox: neither netbox/netbox/settings.py (a checkout) nor netbox/settings.py (an installation) is there',
    });
    expect(problemOf(without('netbox/dcim/models', 'netbox/templates'))).toEqual({
      code: 'incomplete',
      message: 'ROOT is an incomplete NetBox: dcim/models, templates missing. Use a full checkout or installation',
    });
    expect(problemOf({ ...MINIATURE, 'netbox/netbox/settings.py': 'DEBUG = True\n' })).toMatchObject({
      code: 'no-version',
    });
  });

  it('may have a file that does not parse: it is named, and the rest is read', () => {
    withTree({ ...MINIATURE, 'netbox/dcim/signals.py': 'def broken(:\n' }, root => {
      const extracted = extractRelease(root);
      expect(extracted.ok && extracted.warnings).toEqual([expect.stringContaining('dcim/signals.py: ')]);
    });
  });
});

describe('an installation from a wheel', () => {
  it('is read by its RECORD, with data below netbox/_data', () => {
    const files: Record<string, string> = {
      'other/__init__.py': '',
      'netbox-4.7.3.dist-info/METADATA': 'Requires-Python: >=3.12\n',
    };
    for (const [path, text] of Object.entries(MINIATURE)) {
      const inside = path.slice('netbox/'.length);
      if (/^(?:templates|project-static)\//.test(inside)) files[`netbox/_data/${inside}`] = text;
      else files[inside] = text;
    }
    files['netbox/settings.py'] = "VERSION = RELEASE.full_version\nINSTALLED_APPS = ['dcim', 'other']\n";
    files['netbox/_data/release.yaml'] = 'version: "4.7.0"\ndesignation: "beta1"\n';
    files['netbox-4.7.3.dist-info/RECORD'] = Object.keys(files)
      .filter(path => !path.startsWith('other/'))
      .map(path => `${path},,\n`)
      .join('');
    const release = extract(files);
    expect(release.version).toBe('4.7.0-beta1');
    expect(release.python).toEqual([3, 12]);
    expect([...(release.facts.get('module')?.keys() ?? [])]).not.toContain('other');
    expect(release.facts.get('template')?.get('')).toContain('base.html~p');
  });
});
