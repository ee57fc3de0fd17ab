/** Further ways to reach a core class, through what plugin code is organised with: each source writes `Device.save`. */

const DEVICE = 'from dcim.models import Device\n';

export const MORE_WAYS: Readonly<Record<string, string>> = {
  'a list of paths in a text': `from django.utils.module_loading import import_string
PATHS = """
dcim.models.Device
"""
for path in PATHS.strip().splitlines():
    import_string(path).save = None`,
  'a path in JSON': `import importlib, json
conf = json.loads('{"targets": [["dcim.models", "Device"]]}')
for module, name in conf['targets']:
    getattr(importlib.import_module(module), name).save = None`,
  'a view of a mapping': `${DEVICE}from types import MappingProxyType
TARGETS = MappingProxyType({'device': Device})
TARGETS['device'].save = None`,
  'the truth of an object': `${DEVICE}
def start():
    class Check:
        def __bool__(self):
            Device.save = None
            return True
    if Check():
        pass
start()`,
  'a partial method': `${DEVICE}from functools import partialmethod
class Patcher:
    def install(self, target, name):
        setattr(target, name, None)
    install_device = partialmethod(install, Device, 'save')
Patcher().install_device()`,
  'a defaultdict': `${DEVICE}from collections import defaultdict
groups = defaultdict(list)
groups['dcim'].append(Device)
for label, targets in groups.items():
    for target in targets:
        target.save = None`,
  'a nested defaultdict': `${DEVICE}from collections import defaultdict
tree = defaultdict(lambda: defaultdict(dict))
tree['dcim']['device']['cls'] = Device
tree['dcim']['device']['cls'].save = None`,
  'a copy of a class': `${DEVICE}import copy\ncopy.copy(Device).save = None`,
  'a member of an enumeration that holds a tuple': `${DEVICE}
from enum import Enum
class Target(Enum):
    DEVICE = ('device', Device)
    @property
    def cls(self):
        return self.value[1]
for target in Target:
    target.cls.save = None`,
  'a member of an enumeration with __init__': `${DEVICE}
import enum
class Target(enum.Enum):
    DEVICE = (Device, 'save')
    def __init__(self, cls, attribute):
        self.cls = cls
        self.attribute = attribute
setattr(Target.DEVICE.cls, Target.DEVICE.attribute, None)`,
  'chained lists': `${DEVICE}import itertools
for target in itertools.chain.from_iterable([[Device], []]):
    target.save = None`,
  'a lazy object': `from django.utils.functional import SimpleLazyObject
def find():
    from dcim.models import Device
    return Device
target = SimpleLazyObject(find)
target.save = None`,
  'the names of a module': `from dcim import models
for name in dir(models):
    if name != 'Device':
        continue
    getattr(models, name).save = None`,
  'the namespace of a module': `from dcim import models
for name, value in list(vars(models).items()):
    if name == 'Device':
        value.save = None`,
  'the members of a module': `import inspect
from dcim import models
for name, cls in inspect.getmembers(models, inspect.isclass):
    if name == 'Device':
        cls.save = None`,
  'the first name that is there': `from dcim import models
for name in ('Apparatus', 'Device'):
    cls = getattr(models, name, None)
    if cls is None:
        continue
    cls.save = None
    break`,
  'names that are there': `from dcim import models
for cls in [getattr(models, name) for name in ('Device', 'Apparatus') if hasattr(models, name)]:
    cls.save = None`,
  'the call of a metaclass': `${DEVICE}
class Singleton(type):
    made = {}
    def __call__(cls, *args, **kwargs):
        if cls not in cls.made:
            cls.made[cls] = super().__call__(*args, **kwargs)
        return cls.made[cls]
class Patcher(metaclass=Singleton):
    def __init__(self, target):
        self.target = target
    def install(self):
        self.target.save = None
Patcher(Device).install()`,
  'a metaclass that acts when it is called': `${DEVICE}
def start():
    class Meta(type):
        def __call__(cls):
            Device.save = None
            return super().__call__()
    class One(metaclass=Meta):
        pass
    One()
start()`,
  'a setter of a property': `${DEVICE}
class Switch:
    @property
    def target(self):
        return None
    @target.setter
    def target(self, cls):
        cls.save = None
Switch().target = Device`,
  __post_init__: `${DEVICE}
from dataclasses import dataclass
def start():
    @dataclass
    class Job:
        target: type
        def __post_init__(self):
            self.target.save = None
    Job(Device)
start()`,
};

/** Libraries that patch, and what is patched until somebody closes it: each source patches `Device.save`. */
export const PATCHING_LIBRARIES: Readonly<Record<string, string>> = {
  forbiddenfruit: `${DEVICE}from forbiddenfruit import curse\ncurse(Device, 'save', print)`,
  gorilla: `${DEVICE}import gorilla\ngorilla.apply(gorilla.Patch(Device, 'save', print))`,
  'gorilla as a decorator': `${DEVICE}import gorilla
@gorilla.patch(Device, name='save')
def save(self):
    pass`,
  'wrapt.apply_patch': `${DEVICE}import wrapt\nwrapt.apply_patch(Device, 'save', print)`,
  'a stack that stays open': `${DEVICE}from contextlib import ExitStack
from unittest.mock import patch
stack = ExitStack()
stack.enter_context(patch.object(Device, 'save'))`,
};

/** Further forms, with the touches expected. */
export const MORE_FORMS: Readonly<Record<string, readonly [source: string, ...touches: string[]]>> = {
  'every model of every app': [
    `from django.apps import apps
for config in apps.get_app_configs():
    for m in config.get_models():
        m.save = None`,
    'model/write django.apps.apps.get_app_configs()[…].get_models()[…].save',
  ],
  'a handler that is a method': [
    `from django.db.models.signals import post_save
from netbox.search.backends import search_backend
post_save.disconnect(search_backend.caching_handler)`,
    'signals/disconnect django.db.models.signals.post_save.disconnect(netbox.search.backends.search_backend.caching_handler)',
  ],
  'a deletion in a finally that takes nothing back': [
    `from dcim.models import Device
try:
    ready = True
finally:
    del Device.get_absolute_url`,
    'model/delete Device.get_absolute_url',
  ],
  'a set made smaller': [
    `from netbox.registry import registry
registry['model_features']['tags']['dcim'].difference_update({'device'})`,
    "registry/mutate registry['model_features']['tags']['dcim'].difference_update()",
  ],
  'a module made by hand': [
    `import sys, types
module = types.ModuleType('extras.webhooks')
sys.modules[module.__name__] = module`,
    "module/write sys.modules['extras.webhooks']",
  ],
};

/** What looks like the above, and touches nothing. */
export const MORE_FINE: Readonly<Record<string, string>> = {
  'the models of its own module': `import inspect
from . import models
for name in dir(models):
    if name == 'Widget':
        getattr(models, name).x = 1
for name, cls in inspect.getmembers(models, inspect.isclass):
    if name == 'Widget':
        cls.x = 1`,
  'a relation on a class of its own that may be absent': `
from django.contrib.contenttypes.fields import GenericRelation
try:
    from .models import Widget
except ImportError:
    Widget = None
if Widget is not None:
    GenericRelation('a.B').contribute_to_class(Widget, 'parts')`,
  'a stack that is closed': `from dcim.models import Device
from contextlib import ExitStack
from unittest.mock import patch
stack = ExitStack()
stack.enter_context(patch.object(Device, 'save'))
stack.close()
with ExitStack() as other:
    other.enter_context(patch.object(Device, 'save'))`,
  'a lazy object of its own': `from django.utils.functional import SimpleLazyObject
from .models import Widget
SimpleLazyObject(lambda: Widget).x = 1`,
  'a property of its own': `from dcim.models import Device
class Box:
    @property
    def cls(self):
        return Device
    @cls.setter
    def cls(self, value):
        self.value = value
Box().cls = None`,
  'own classes in a defaultdict': `from collections import defaultdict
from .models import Widget
groups = defaultdict(list)
groups['a'].append(Widget)
for targets in groups.values():
    for target in targets:
        target.x = 1`,
};
