/** Code that runs only where the operator turns a plugin setting on: its write of `Device.save` is optional. */

const START = `from dcim.models import Device
from netbox.plugins import get_plugin_config
from django.conf import settings

def install():
    Device.save = None
`;

/** `enabled` is off by default, `active` on, `mode` is 'off', `models` is empty. */
export const OPTIONAL: Readonly<Record<string, string>> = {
  'a plain test': `${START}if get_plugin_config('netbox_example', 'enabled'):\n    install()`,
  'by keywords': `${START}if get_plugin_config(plugin_name='netbox_example', parameter='enabled'):\n    install()`,
  'an early return': `${START}def ready():\n    if not get_plugin_config('netbox_example', 'enabled'):\n        return\n    install()\nready()`,
  'an else': `${START}if not get_plugin_config('netbox_example', 'enabled'):\n    pass\nelse:\n    install()`,
  'an elif': `${START}import os\nif os.name == 'x':\n    pass\nelif get_plugin_config('netbox_example', 'enabled'):\n    install()`,
  and: `${START}import os\nif os.name and get_plugin_config('netbox_example', 'enabled'):\n    install()`,
  'a comparison': `${START}if get_plugin_config('netbox_example', 'mode') == 'on':\n    install()`,
  'a comparison the other way': `${START}if 'on' == get_plugin_config('netbox_example', 'mode'):\n    install()`,
  'a negative comparison': `${START}def ready():\n    if get_plugin_config('netbox_example', 'mode') != 'on':\n        return\n    install()\nready()`,
  'one of several': `${START}if get_plugin_config('netbox_example', 'mode') in ('on', 'always'):\n    install()`,
  'is True': `${START}if get_plugin_config('netbox_example', 'enabled') is True:\n    install()`,
  'a list that is empty': `${START}if 'dcim.device' in get_plugin_config('netbox_example', 'models'):\n    install()`,
  any: `${START}if any([get_plugin_config('netbox_example', 'enabled'), get_plugin_config('netbox_example', 'mode') == 'on']):\n    install()`,
  or: `${START}if get_plugin_config('netbox_example', 'enabled') or get_plugin_config('netbox_example', 'mode') == 'on':\n    install()`,
  all: `${START}if all([get_plugin_config('netbox_example', 'active'), get_plugin_config('netbox_example', 'enabled')]):\n    install()`,
  bool: `${START}if bool(get_plugin_config('netbox_example', 'enabled')):\n    install()`,
  'a module constant': `${START}ENABLED = get_plugin_config('netbox_example', 'enabled')\nif ENABLED:\n    install()`,
  'an attribute': `${START}
class Config:
    def __init__(self):
        self.enabled = get_plugin_config('netbox_example', 'enabled')
    def run(self):
        if self.enabled:
            install()
Config().run()`,
  'a parameter': `${START}def ready(enabled):\n    if enabled:\n        install()\nready(get_plugin_config('netbox_example', 'enabled'))`,
  'a function that says so': `${START}def enabled():\n    return get_plugin_config('netbox_example', 'enabled')\nif enabled():\n    install()`,
  'a function that tests': `${START}
def enabled():
    if get_plugin_config('netbox_example', 'enabled'):
        return True
    return False
if enabled():
    install()`,
  'a decorator': `${START}
def optional(name):
    def decorate(fn):
        def inner():
            if not get_plugin_config('netbox_example', name):
                return None
            return fn()
        return inner
    return decorate
@optional('enabled')
def patch():
    Device.save = None
patch()`,
  'a conditional expression': `${START}install() if get_plugin_config('netbox_example', 'enabled') else None`,
  'a short circuit': `${START}get_plugin_config('netbox_example', 'enabled') and install()`,
  'a negative short circuit': `${START}not get_plugin_config('netbox_example', 'enabled') or install()`,
  'a loop with continue': `${START}
for name in ('enabled', 'mode'):
    if not get_plugin_config('netbox_example', 'enabled'):
        continue
    install()`,
  'a comprehension': `${START}[install() for _ in (1,) if get_plugin_config('netbox_example', 'enabled')]`,
  PLUGINS_CONFIG: `${START}if settings.PLUGINS_CONFIG['netbox_example']['enabled']:\n    install()`,
  'PLUGINS_CONFIG with get': `${START}config = settings.PLUGINS_CONFIG.get('netbox_example', {})\nif config.get('enabled', False):\n    install()`,
  'an undeclared one with a default': `${START}if settings.PLUGINS_CONFIG['netbox_example'].get('other', False):\n    install()`,
  'an undeclared one': `${START}config = settings.PLUGINS_CONFIG['netbox_example']\nif config.get('other'):\n    install()`,
  'an undeclared one by the function': `${START}if get_plugin_config('netbox_example', 'other'):\n    install()`,
  'an undeclared one compared': `${START}if get_plugin_config('netbox_example', 'other') == 'on':\n    install()`,
  'a raise': `${START}def ready():\n    if not get_plugin_config('netbox_example', 'enabled'):\n        raise ValueError\n    install()\nready()`,
  'a match': `${START}
match get_plugin_config('netbox_example', 'mode'):
    case 'on':
        install()`,
};

/** Not optional: the setting is on by default, or the code runs where it is off, or anyway as well. */
export const CERTAIN: Readonly<Record<string, string>> = {
  'on by default': `${START}if get_plugin_config('netbox_example', 'active'):\n    install()`,
  'where it is off': `${START}if not get_plugin_config('netbox_example', 'enabled'):\n    install()`,
  'the default value': `${START}if get_plugin_config('netbox_example', 'mode') == 'off':\n    install()`,
  'or something else': `${START}if get_plugin_config('netbox_example', 'enabled') or get_plugin_config('netbox_example', 'active'):\n    install()`,
  'first optional, then anyway': `${START}if get_plugin_config('netbox_example', 'enabled'):\n    install()\ninstall()`,
  'after the condition': `${START}if get_plugin_config('netbox_example', 'enabled'):\n    pass\ninstall()`,
  'where an undeclared one is not there': `${START}if settings.PLUGINS_CONFIG['netbox_example'].get('other') is None:\n    install()`,
  'an undeclared one that raises': `${START}if settings.PLUGINS_CONFIG['netbox_example']['other']:\n    install()`,
  "another plugin's": `${START}if get_plugin_config('netbox_other', 'other'):\n    install()`,
  'a setting of NetBox': `${START}if settings.DEBUG:\n    install()`,
};
