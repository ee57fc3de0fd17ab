/** What the package puts into registries, connects to signals and does while the host starts. */
import { describe, expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import type { Registrations } from '../../src/plugin/registrations.ts';

const host = loadNetBox();

const MODELS = `from django.db import models
from users.models import Group


class Thing(models.Model):
    groups = models.ManyToManyField(Group)
`;

/** The registrations of a plugin whose ready() imports `hooks`. */
function registrationsOf(hooks: string, files: Readonly<Record<string, string>> = {}): Registrations {
  const own = Object.fromEntries(Object.entries(files).map(([path, text]) => [`demo/${path}`, text]));
  const pkg = packageFromFiles({
    'demo/__init__.py': `from netbox.plugins import PluginConfig


class DemoConfig(PluginConfig):
    name = 'demo'

    def ready(self):
        super().ready()
        from . import hooks


config = DemoConfig
`,
    'demo/models.py': MODELS,
    'demo/hooks.py': hooks,
    ...own,
  });
  return buildModel(pkg, host.forPackage(pkg, {})).model.registrations;
}

test('signals: decorator, connect, own and automatic senders', () => {
  const { signals } = registrationsOf(`from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver
from dcim.models import Device
from .models import Thing


@receiver([post_save, pre_delete], sender=Device)
def touched(sender, **kwargs):
    pass


post_save.connect(touched, sender=Thing)
m2m_changed.connect(touched, sender=Thing.groups.through)


class Later:
    def run(self):
        pre_delete.connect(touched)
`);
  expect(
    signals.map(
      one => `${one.signal.split('.').at(-1) ?? ''} ${one.sender ?? '*'} ${one.handler ?? ''} ${one.atStart}`,
    ),
  ).toEqual([
    'post_save dcim.Device demo.hooks.touched true',
    'pre_delete dcim.Device demo.hooks.touched true',
    'post_save demo.Thing demo.hooks.touched true',
    'm2m_changed demo.Thing_groups demo.hooks.touched true',
    'pre_delete * demo.hooks.touched false',
  ]);
});

test('registries: decorators, factories and resources', () => {
  const found = registrationsOf(
    `from netbox.events import EventType
from netbox.jobs import JobRunner, system_job
from netbox.utils import register_data_backend, register_request_processor
from extras.dashboard.utils import register_widget
from netbox.data_backends import DataBackend


@register_data_backend()
class Store(DataBackend):
    name = 'store'


@system_job(interval=60)
class Clean(JobRunner):
    pass


@register_widget
class Widget:
    pass


@register_request_processor
def process(request):
    pass


EventType(name='demo_opened', text='Opened').register()
`,
    {
      'search.py': `from dcim.models import Site
from netbox.search import SearchIndex
from .models import Thing


class ThingIndex(SearchIndex):
    model = Thing


class SiteIndex(SearchIndex):
    model = Site


indexes = (ThingIndex, SiteIndex)
`,
    },
  );
  expect(found.searchIndexes.map(one => [one.model, one.core])).toEqual([
    ['demo.Thing', false],
    ['dcim.Site', true],
  ]);
  expect(found.dataBackends.map(one => one.name)).toEqual(['store']);
  expect(found.systemJobs.map(one => one.path)).toEqual(['demo.hooks.Clean']);
  expect(found.jobs.map(one => one.path)).toEqual(['demo.hooks.Clean']);
  expect(found.widgets.map(one => one.path)).toEqual(['demo.hooks.Widget']);
  expect(found.requestProcessors.map(one => one.path)).toEqual(['demo.hooks.process']);
  expect(found.eventTypes.map(one => one.name)).toEqual(['demo_opened']);
});

describe('commands', () => {
  const command = (name: string): Registrations['commands'] =>
    registrationsOf('', { [`management/commands/${name}.py`]: '' }).commands;
  const versions = (mask: number): string[] => host.facts.releases.filter((_, index) => (mask >> index) & 1);

  test("Django's own loses to the plugin, except where NetBox has one of that name itself", () => {
    const [migrate] = command('migrate');
    expect(versions(migrate?.loses ?? 0).at(-1)).toMatch(/^3\.5\./);
    expect(versions(migrate?.replaces ?? 0)[0]).toMatch(/^3\.6\./);
  });

  test('an app that comes earlier wins', () => {
    expect(command('nbshell')).toMatchObject([{ replaces: 0 }]);
    expect(command('runserver')).toMatchObject([{ replaces: 0, loses: host.facts.all }]);
    expect(command('demo_sync')).toMatchObject([{ replaces: 0, loses: 0 }]);
    expect(command('_private')).toEqual([]);
  });
});

test('work at start: queries and threads, not lazy querysets', () => {
  const { startup } = registrationsOf(`import threading
from dcim.models import Site

lazy = Site.objects.filter(name='x')
first = lazy.first()
try:
    other = Site.objects.get(pk=1)
except Exception:
    other = None
threading.Thread(target=print).start()


def later():
    return Site.objects.count()
`);
  expect(startup.map(one => [one.kind, one.guarded])).toEqual([
    ['query', false],
    ['query', true],
    ['thread', false],
  ]);
});
