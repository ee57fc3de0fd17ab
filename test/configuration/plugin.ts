/** A plugin whose settings have many shapes, and its settings as they are derived. */
import { baseFiles } from '../../src/example.ts';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { settingsOf, type ReleasedSettings } from '../../src/configuration/packages.ts';

export const host = loadNetBox();

const CONFIG = `
from netbox.plugins import PluginConfig

DEFAULT_PORTS = (80, 443)


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    verbose_name = 'Example'
    version = '1.0.0'
    base_url = 'example'
    min_version = '4.5.0'
    max_version = '4.7.99'
    required_settings = ['token', 'endpoint']
    default_settings = {
        # Seconds to wait for an answer.
        'timeout': 30,
        'ratio': 0.5,
        'verify': True,  # Whether certificates are checked.
        # noqa
        'label': 'Widgets',
        'proxy': None,
        'ports': DEFAULT_PORTS,
        'use_password': False,
        'queue': {
            # Name of the queue.
            'name': 'default',
            'retries': 3,
            'password': '',
        },
        'page_size': 50,
    }


config = ExampleConfig
`;

export const READS = `
from django.conf import settings
from netbox.plugins.utils import get_plugin_config

proxy = get_plugin_config('netbox_example', 'proxy')
cache = settings.PLUGINS_CONFIG['netbox_example'].get('cache', None)
depth = settings.PLUGINS_CONFIG['netbox_example'].get('depth', 3)
depth_text = settings.PLUGINS_CONFIG['netbox_example'].get('depth', 'all')
label = settings.PLUGINS_CONFIG['netbox_example'].get('label', None)
`;

/** The settings of the plugin with some of its files replaced. */
export function derive(files: Readonly<Record<string, string>> = {}): ReleasedSettings {
  const all = {
    ...baseFiles(),
    'netbox_example/__init__.py': CONFIG,
    'netbox_example/options.py': READS,
    ...files,
  };
  const [settings] = settingsOf(packageFromFiles(all), { host });
  if (!settings) throw new Error('the example holds no plugin');
  return settings;
}
