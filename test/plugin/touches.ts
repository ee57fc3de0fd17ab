/** What a small plugin touches, as texts that tests compare. */
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import type { BuiltModel } from '../../src/plugin/index.ts';

const host = loadNetBox();

const INIT = `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    version = '1.0.0'
    min_version = '4.4.0'
    max_version = '4.4.99'
    default_settings = {'enabled': False, 'active': True, 'mode': 'off', 'models': []}


config = ExampleConfig
`;

const MODELS = `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
`;

/** The model of a plugin whose `patches.py` is the source; further files by their path in the package. */
export function modelOf(source: string, files: Readonly<Record<string, string>> = {}): BuiltModel {
  const all: Record<string, string> = {
    'netbox_example/__init__.py': INIT,
    'netbox_example/models.py': MODELS,
    'netbox_example/patches.py': source,
  };
  for (const [path, text] of Object.entries(files)) all[`netbox_example/${path}`] = text;
  return buildModel(packageFromFiles(all), host.forPackage(packageFromFiles(all), { netbox: '4.4' }));
}

/** Modules of NetBox that the texts leave out. */
const HOME = /\b(dcim\.models\.(devices|sites|device_components)|utilities\.querysets|netbox\.registry)\./g;

/**
 * `area/action target` of each touch that lasts, without repeats, in code-unit order; `(opt-in)` where it must be turned on, and
 * `(own)` where the key is the plugin's.
 */
export function touchesOf(source: string, files: Readonly<Record<string, string>> = {}): string[] {
  const { model } = modelOf(source, files);
  const lasting = model.touches.filter(touch => !touch.temporary && touch.phase !== 'dead');
  const texts = lasting.map(touch => {
    const target = touch.target.replaceAll(HOME, '').replaceAll('django.conf.settings', 'settings');
    return `${touch.area}/${touch.action} ${target}${touch.optIn ? ' (opt-in)' : ''}${touch.ownKey ? ' (own)' : ''}`;
  });
  return [...new Set(texts)].sort();
}
