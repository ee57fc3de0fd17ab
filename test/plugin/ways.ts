/** Ways to reach a core class: each source writes `Device.save`, and nothing else of NetBox. */

const DEVICE = 'from dcim.models import Device\n';

export const WAYS: Readonly<Record<string, string>> = {
  'a queue': `${DEVICE}from queue import Queue\nq = Queue()\nq.put(Device)\nq.get().save = None`,
  'a context variable': `${DEVICE}from contextvars import ContextVar\nv = ContextVar('v')\nv.set(Device)\nv.get().save = None`,
  'a weak reference': `${DEVICE}import weakref\nweakref.ref(Device)().save = None`,
  'a chain of mappings': `${DEVICE}from collections import ChainMap\nChainMap({}, {'a': Device})['a'].save = None`,
  'a product': `${DEVICE}import itertools\nfor m, n in itertools.product([Device], ['save']):\n    setattr(m, n, None)`,
  starmap: `${DEVICE}import itertools\nlist(itertools.starmap(setattr, [(Device, 'save', None)]))`,
  'the module of the class': `${DEVICE}import inspect\ninspect.getmodule(Device).Device.save = None`,
  'a registry of its own': `${DEVICE}
class Registry:
    items = {}
    @classmethod
    def register(cls, m):
        cls.items[m.__name__] = m
Registry.register(Device)
for m in Registry.items.values():
    m.save = None`,
  'an exception': `${DEVICE}
class Found(Exception):
    def __init__(self, target):
        self.target = target
try:
    raise Found(Device)
except Found as found:
    found.target.save = None`,
  'an alias of an alias': `${DEVICE}a = Device\nb = a\nb.save = None`,
  'a helper of a helper': `${DEVICE}
def outer(cls):
    inner(cls)
def inner(target):
    target.save = None
outer(Device)`,
  'positional rest': `${DEVICE}
def patch(*targets):
    for target in targets:
        target.save = None
patch(Device)`,
  'keyword rest': `${DEVICE}
def patch(**targets):
    targets['model'].save = None
patch(model=Device)`,
  'arguments from a list': `${DEVICE}
def patch(target):
    target.save = None
patch(*[Device])`,
  'arguments from a dict': `${DEVICE}
def patch(target):
    target.save = None
patch(**{'target': Device})`,
  'arguments passed on': `${DEVICE}
def patch(target):
    target.save = None
def forward(*args, **kwargs):
    return patch(*args, **kwargs)
forward(target=Device)`,
  'a default argument': `${DEVICE}
def patch(target=Device):
    target.save = None
patch()`,
  'a keyword-only default': `${DEVICE}
def patch(*, target=Device):
    target.save = None
patch()`,
  'the default of a lambda': `${DEVICE}(lambda target=Device: setattr(target, 'save', None))()`,
  'a tuple': `${DEVICE}pair = (None, Device)\npair[1].save = None`,
  'a nested tuple': `${DEVICE}a, (b, c) = 1, (2, Device)\nc.save = None`,
  'a starred target': `${DEVICE}first, *rest = [None, Device]\nrest[0].save = None`,
  'a dict': `${DEVICE}targets = {'device': Device}\ntargets['device'].save = None`,
  'a dict by items': `${DEVICE}for name, target in {'save': Device}.items():\n    setattr(target, name, None)`,
  'a loop over pairs': `${DEVICE}for target, name in [(Device, 'save')]:\n    setattr(target, name, None)`,
  'a nested loop': `${DEVICE}
for targets in ([Device],):
    for target in targets:
        target.save = None`,
  'a while loop': `${DEVICE}
targets = [Device]
while targets:
    targets.pop().save = None`,
  'a comprehension': `${DEVICE}[setattr(m, 'save', None) for m in (Device,)]`,
  'any() over a generator': `${DEVICE}any(setattr(m, 'save', None) for m in (Device,))`,
  map: `${DEVICE}list(map(lambda m: setattr(m, 'save', None), [Device]))`,
  filter: `${DEVICE}list(filter(lambda m: setattr(m, 'save', None), [Device]))`,
  reduce: `import functools
from dcim import models
functools.reduce(getattr, ['Device'], models).save = None`,
  'sorted with a key': `${DEVICE}sorted([Device], key=lambda m: setattr(m, 'save', None))`,
  'dict dispatch': `${DEVICE}
def install(m):
    m.save = None
ACTIONS = {'install': install}
ACTIONS['install'](Device)`,
  'dict dispatch with get': `${DEVICE}
def install(m):
    m.save = None
{'install': install}.get('install', print)(Device)`,
  'partial of setattr': `${DEVICE}from functools import partial\npartial(setattr, Device)('save', None)`,
  'partial of a helper': `${DEVICE}
import functools
def install(m, name):
    setattr(m, name, None)
functools.partial(install, name='save')(Device)`,
  'setattr under another name': `${DEVICE}put = setattr\nput(Device, 'save', None)`,
  'setattr of builtins': `${DEVICE}import builtins\nbuiltins.setattr(Device, 'save', None)`,
  'setattr of builtins by name': `${DEVICE}import builtins\ngetattr(builtins, 'setattr')(Device, 'save', None)`,
  'setattr called by __call__': `${DEVICE}setattr.__call__(Device, 'save', None)`,
  'type.__setattr__': `${DEVICE}type.__setattr__(Device, 'save', None)`,
  'type(Device).__setattr__': `${DEVICE}type(Device).__setattr__(Device, 'save', None)`,
  'Device.__class__.__setattr__': `${DEVICE}Device.__class__.__setattr__(Device, 'save', None)`,
  'ModelBase.__setattr__': `${DEVICE}from django.db.models.base import ModelBase\nModelBase.__setattr__(Device, 'save', None)`,
  'super().__setattr__': `${DEVICE}super(type(Device), Device).__setattr__('save', None)`,
  'a joined name': `${DEVICE}setattr(Device, 'sa' + 've', None)`,
  'an f-string name': `${DEVICE}part = 'sa'\nsetattr(Device, f'{part}ve', None)`,
  'a percent name': `${DEVICE}setattr(Device, 'sa%s' % 've', None)`,
  'a format name': `${DEVICE}setattr(Device, '{}{}'.format('sa', 've'), None)`,
  'a joined list': `${DEVICE}setattr(Device, ''.join(['sa', 've']), None)`,
  'a reversed string': `${DEVICE}setattr(Device, 'evas'[::-1], None)`,
  'a decoded name': `${DEVICE}setattr(Device, b'save'.decode(), None)`,
  'operator.attrgetter': `import operator\nimport dcim.models\noperator.attrgetter('models.Device')(dcim).save = None`,
  'operator.itemgetter': `${DEVICE}from operator import itemgetter\nitemgetter(0)([Device]).save = None`,
  'operator.methodcaller': `${DEVICE}
from operator import methodcaller
class Patcher:
    def run(self):
        Device.save = None
methodcaller('run')(Patcher())`,
  'a closure': `${DEVICE}
def make(cls):
    def install():
        cls.save = None
    return install
make(Device)()`,
  'a closure with nonlocal': `${DEVICE}
def make():
    cls = None
    def choose():
        nonlocal cls
        cls = Device
    choose()
    cls.save = None
make()`,
  'a global': `${DEVICE}
target = None
def choose():
    global target
    target = Device
choose()
target.save = None`,
  'a decorator factory': `${DEVICE}
def member_of(cls):
    def decorate(fn):
        setattr(cls, fn.__name__, fn)
        return fn
    return decorate
@member_of(Device)
def save(self):
    pass`,
  'a decorator class': `${DEVICE}
class member_of:
    def __init__(self, cls):
        self.cls = cls
    def __call__(self, fn):
        setattr(self.cls, fn.__name__, fn)
        return fn
@member_of(Device)
def save(self):
    pass`,
  'a decorator with wraps': `${DEVICE}
import functools
def logged(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        return fn(*args, **kwargs)
    return inner
@logged
def install(m):
    m.save = None
install(Device)`,
  'a class decorator': `${DEVICE}
def onto(cls):
    def decorate(mixin):
        for name, member in vars(mixin).items():
            if not name.startswith('__'):
                setattr(cls, name, member)
        return mixin
    return decorate
@onto(Device)
class Mixin:
    def save(self):
        pass`,
  'a metaclass': `${DEVICE}
class Monkey(type):
    def __new__(mcs, name, bases, namespace):
        for base in bases:
            base.save = namespace['save']
        return bases[0]
class Patched(Device, metaclass=Monkey):
    def save(self):
        pass`,
  'a metaclass __init__': `${DEVICE}
class Monkey(type):
    def __init__(cls, name, bases, namespace):
        namespace['target'].save = None
        super().__init__(name, bases, namespace)
class Patched(metaclass=Monkey):
    target = Device`,
  'a function as metaclass': `${DEVICE}
def monkey(name, bases, namespace):
    for key, value in namespace.items():
        if not key.startswith('__'):
            setattr(bases[0], key, value)
    return bases[0]
class Patched(Device, metaclass=monkey):
    def save(self):
        pass`,
  __init_subclass__: `${DEVICE}
class Patch:
    def __init_subclass__(cls, target=None, **kwargs):
        target.save = None
class DevicePatch(Patch, target=Device):
    pass`,
  __set_name__: `${DEVICE}
class Install:
    def __init__(self, target):
        self.target = target
    def __set_name__(self, owner, name):
        setattr(self.target, name, None)
class Holder:
    save = Install(Device)`,
  'a dataclass field': `${DEVICE}
from dataclasses import dataclass
@dataclass
class Job:
    target: type
    name: str = 'save'
job = Job(Device)
setattr(job.target, job.name, None)`,
  'a dataclass default': `${DEVICE}
from dataclasses import dataclass, field
@dataclass
class Job:
    targets: list = field(default_factory=lambda: [Device])
for target in Job().targets:
    target.save = None`,
  'a named tuple': `${DEVICE}
from collections import namedtuple
Job = namedtuple('Job', 'target name')
job = Job(Device, 'save')
setattr(job.target, job.name, None)`,
  'a typed named tuple': `${DEVICE}
from typing import NamedTuple
class Job(NamedTuple):
    target: type
    name: str
target, name = Job(Device, 'save')
setattr(target, name, None)`,
  'a simple namespace': `${DEVICE}
from types import SimpleNamespace
box = SimpleNamespace(target=Device)
box.target.save = None`,
  'an enum member': `${DEVICE}
from enum import Enum
class Target(Enum):
    DEVICE = Device
Target.DEVICE.value.save = None`,
  'a property': `${DEVICE}
class Box:
    @property
    def target(self):
        return Device
Box().target.save = None`,
  'a cached property': `${DEVICE}
from functools import cached_property
class Box:
    @cached_property
    def target(self):
        return Device
Box().target.save = None`,
  'a descriptor': `${DEVICE}
class Target:
    def __get__(self, instance, owner):
        return Device
class Box:
    target = Target()
Box().target.save = None`,
  __getattr__: `from dcim import models
class Box:
    def __getattr__(self, name):
        return getattr(models, name)
Box().Device.save = None`,
  __getitem__: `from dcim import models
class Box:
    def __getitem__(self, name):
        return getattr(models, name)
Box()['Device'].save = None`,
  __call__: `${DEVICE}
class Patcher:
    def __call__(self, cls):
        cls.save = None
Patcher()(Device)`,
  __iter__: `${DEVICE}
class Targets:
    def __iter__(self):
        yield Device
for target in Targets():
    target.save = None`,
  __next__: `${DEVICE}
class Targets:
    def __iter__(self):
        return self
    def __next__(self):
        return Device
for target in Targets():
    target.save = None`,
  __enter__: `${DEVICE}
class Opened:
    def __enter__(self):
        return Device
    def __exit__(self, *args):
        pass
with Opened() as target:
    target.save = None`,
  'an operator of an own class': `${DEVICE}
class Patcher:
    def __rshift__(self, cls):
        cls.save = None
Patcher() >> Device`,
  'an attribute set by an own class': `${DEVICE}
class Proxy:
    def __init__(self, target):
        object.__setattr__(self, 'target', target)
    def __setattr__(self, name, value):
        setattr(self.target, name, value)
Proxy(Device).save = None`,
  'a method of a base class': `${DEVICE}
class Base:
    target = None
    def install(self):
        self.target.save = None
class Mine(Base):
    target = Device
Mine().install()`,
  'super().__init__': `${DEVICE}
class Base:
    def __init__(self, target):
        target.save = None
class Mine(Base):
    def __init__(self):
        super().__init__(Device)
Mine()`,
  'a class method': `${DEVICE}
class Patch:
    target = Device
    @classmethod
    def install(cls):
        cls.target.save = None
Patch.install()`,
  'a static method': `${DEVICE}
class Patch:
    @staticmethod
    def install(target):
        target.save = None
Patch().install(Device)`,
  'a generator': `${DEVICE}
def targets():
    yield Device
for target in targets():
    target.save = None`,
  'yield from': `${DEVICE}
def inner():
    yield Device
def outer():
    yield from inner()
next(outer()).save = None`,
  'a context manager': `${DEVICE}
from contextlib import contextmanager
@contextmanager
def opened():
    yield Device
with opened() as target:
    target.save = None`,
  'an exit stack': `${DEVICE}
from contextlib import ExitStack, contextmanager
@contextmanager
def opened():
    yield Device
with ExitStack() as stack:
    target = stack.enter_context(opened())
    target.save = None`,
  nullcontext: `${DEVICE}
from contextlib import nullcontext
with nullcontext(Device) as target:
    target.save = None`,
  'a walrus': `${DEVICE}if (target := Device):\n    target.save = None`,
  'match on a capture': `${DEVICE}
match Device:
    case target:
        target.save = None`,
  'match on a mapping': `${DEVICE}
match {'kind': 'model', 'target': Device}:
    case {'kind': 'model', 'target': target}:
        target.save = None`,
  'match on a sequence': `${DEVICE}
match ['save', Device]:
    case [name, target]:
        setattr(target, name, None)`,
  'a conditional import': `
try:
    from dcim.models import Device
except ImportError:
    Device = None
if Device is not None:
    Device.save = None`,
  'an import that falls back': `
try:
    from dcim.models.nothing import Device
except ImportError:
    from dcim.models import Device
Device.save = None`,
  'a conditional expression': `${DEVICE}import os\n(Device if os.name else None).save = None`,
  or: `${DEVICE}(None or Device).save = None`,
  'sys.modules': `import sys\nsys.modules['dcim.models'].Device.save = None`,
  'sys.modules by the class': `${DEVICE}import sys\nsys.modules[Device.__module__].Device.save = None`,
  'sys.modules of the plugin': `${DEVICE}import sys\nsys.modules[__name__].Device.save = None`,
  'sys.modules as another name': `import sys as s\nmods = s.modules\nmods.get('dcim.models').Device.save = None`,
  import_module: `import importlib\nimportlib.import_module('dcim.models').Device.save = None`,
  'import_module with a computed name': `import importlib
app, name = 'dcim.Device'.split('.')
getattr(importlib.import_module(f'{app}.models'), name).save = None`,
  'import_module, relative': `import importlib\nimportlib.import_module('.models', package='dcim').Device.save = None`,
  import_string: `from django.utils.module_loading import import_string\nimport_string('dcim.models.Device').save = None`,
  __import__: `__import__('dcim.models').models.Device.save = None`,
  '__import__ with fromlist': `__import__('dcim.models', fromlist=['Device']).Device.save = None`,
  'pkgutil.resolve_name': `import pkgutil\npkgutil.resolve_name('dcim.models:Device').save = None`,
  'pydoc.locate': `from pydoc import locate\nlocate('dcim.models.Device').save = None`,
  'globals()': `${DEVICE}globals()['Device'].save = None`,
  'globals().get': `${DEVICE}globals().get('Device').save = None`,
  'globals() of another module': `${DEVICE}import dcim.models\nvars(dcim.models)['Device'].save = None`,
  '__dict__ of a module': `import dcim.models\ndcim.models.__dict__['Device'].save = None`,
  'locals()': `
def install():
    from dcim.models import Device
    locals()['Device'].save = None
install()`,
  'globals().update': `${DEVICE}globals().update(target=Device)\ntarget.save = None`,
  'exec of a constant': `${DEVICE}exec('Device.save = None')`,
  'exec of a computed text': `${DEVICE}
CODE = '''
def install(target):
    target.{name} = None
install(Device)
'''
exec(CODE.format(name='save'))`,
  'exec with a namespace': `${DEVICE}
space = {'target': Device}
exec('target.save = None', space)`,
  'exec of compiled code': `${DEVICE}exec(compile('Device.save = None', '<x>', 'exec'))`,
  eval: `${DEVICE}eval('Device').save = None`,
  'a lambda in eval': `${DEVICE}eval('lambda m: setattr(m, "save", None)')(Device)`,
  'apps.get_model': `from django.apps import apps\napps.get_model('dcim.device').save = None`,
  'apps.get_model by keywords': `from django.apps import apps\napps.get_model(app_label='dcim', model_name='device').save = None`,
  'apps.get_app_config': `from django.apps import apps\napps.get_app_config('dcim').get_model('Device').save = None`,
  'the models of an app config': `from django.apps import apps\napps.get_app_config('dcim').models['device'].save = None`,
  'apps.all_models': `from django.apps import apps\napps.all_models['dcim']['device'].save = None`,
  'apps.get_registered_model': `from django.apps import apps\napps.get_registered_model('dcim', 'Device').save = None`,
  '_meta.apps': `from dcim.models import Site\nSite._meta.apps.get_model('dcim', 'Device').save = None`,
  '_meta.model': `${DEVICE}Device._meta.model.save = None`,
  '_meta.concrete_model': `${DEVICE}Device._meta.concrete_model.save = None`,
  'objects.model': `${DEVICE}Device.objects.model.save = None`,
  'queryset.model': `${DEVICE}Device.objects.filter(name='x').model.save = None`,
  'the class of an instance': `${DEVICE}type(Device.objects.first()).save = None`,
  'the class of a new object': `${DEVICE}Device().__class__.save = None`,
  'a content type': `from django.contrib.contenttypes.models import ContentType
ContentType.objects.get(app_label='dcim', model='device').model_class().save = None`,
  'a content type by natural key': `from django.contrib.contenttypes.models import ContentType
ContentType.objects.get_by_natural_key('dcim', 'device').model_class().save = None`,
  'a content type for the model': `${DEVICE}from django.contrib.contenttypes.models import ContentType
ContentType.objects.get_for_model(Device).model_class().save = None`,
  'an object type': `from core.models import ObjectType
ObjectType.objects.get_by_natural_key('dcim', 'device').model_class().save = None`,
  'the model of an own relation': `
from django.db import models
class Part(models.Model):
    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE)
Part._meta.get_field('device').related_model.save = None`,
  'the remote field of an own relation': `
from django.db import models
class Part(models.Model):
    device = models.ForeignKey(to='dcim.Device', on_delete=models.CASCADE)
Part.device.field.remote_field.model.save = None`,
  'the base of an own proxy': `${DEVICE}
class Mine(Device):
    class Meta:
        proxy = True
Mine.__bases__[0].save = None`,
  'the order of an own proxy': `${DEVICE}
class Mine(Device):
    class Meta:
        proxy = True
Mine.mro()[1].save = None`,
  'the one base of an own proxy': `${DEVICE}
class Mine(Device):
    class Meta:
        proxy = True
Mine.__base__.save = None`,
  'the sender of a signal': `${DEVICE}
from django.db.models.signals import class_prepared
def prepared(sender, **kwargs):
    sender.save = None
class_prepared.connect(prepared, sender=Device)`,
  'a receiver with a sender': `${DEVICE}
from django.db.models.signals import post_init
from django.dispatch import receiver
@receiver(post_init, sender=Device)
def prepared(sender, instance, **kwargs):
    sender.save = None`,
  'the class of the instance of a signal': `${DEVICE}
from django.db.models.signals import post_save
from django.dispatch import receiver
@receiver(post_save, sender=Device)
def saved(instance, **kwargs):
    type(instance).save = None`,
  lazy_model_operation: `
from django.apps import apps
def prepared(model):
    model.save = None
apps.lazy_model_operation(prepared, ('dcim', 'device'))`,
  lazy_related_operation: `
from django.db.models.fields.related import lazy_related_operation
from .models import Widget
def prepared(model, related):
    related.save = None
lazy_related_operation(prepared, Widget, 'dcim.Device')`,
  'transaction.on_commit': `${DEVICE}
from functools import partial
from django.db import transaction
def install(m):
    m.save = None
transaction.on_commit(partial(install, Device))`,
  'a thread': `${DEVICE}
import threading
def install(m):
    m.save = None
threading.Thread(target=install, args=(Device,)).start()`,
  atexit: `${DEVICE}
import atexit
def install(m):
    m.save = None
atexit.register(install, Device)`,
  method_decorator: `${DEVICE}
from django.utils.decorators import method_decorator
method_decorator(print, name='save')(Device)`,
};
