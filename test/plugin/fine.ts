/** Code that looks as if it changed NetBox, and does not: each has no touch that lasts. */

const DEVICE = 'from dcim.models import Device\n';
const SETTINGS = 'from django.conf import settings\n';
const OWN = 'from .models import Widget\n';

export const FINE: Readonly<Record<string, string>> = {
  'an own class of the same name': `class Device:\n    pass\nDevice.save = None`,
  'a shadowed name': `${DEVICE}def patch(Device):\n    Device.save = None\nclass Mine:\n    pass\npatch(Mine)`,
  'a name bound again': `${DEVICE}class Mine:\n    pass\nDevice = Mine\nDevice.save = None`,
  'a loop variable of the same name': `${DEVICE}class Mine:\n    pass\nfor Device in (Mine,):\n    Device.save = None`,
  'a comprehension variable of the same name': `from netbox import settings\n[settings.update(a=1) for settings in ({}, {})]`,
  'a copy of the settings of a connection': `from django.db import connection
from django.core.cache import cache
own = connection.settings_dict.copy()
own['NAME'] = 'x'
cache.set('netbox_example:config', {})
cache.delete('config')`,
  'a local variable settings': `class S:\n    pass\nsettings = S()\nsettings.DEBUG = True\nsettings.MIDDLEWARE = []`,
  'a local dict settings': `settings = {}\nsettings['DEBUG'] = True\nsettings.update(X=1)`,
  'a parameter settings': `def run(settings):\n    settings['x'] = 1\nrun({})`,
  'a local registry': `registry = {}\nregistry['views'] = {}\nregistry.clear()`,
  'a local set models': `models = set()\nmodels.add(1)\nmodels.discard(1)`,
  'a local apps': `apps = []\napps.append('x')\napps.remove('x')`,
  'own module named settings': `from . import models as settings\nsettings.DEBUG = True`,
  'an own model': `${OWN}Widget.save = None\nWidget._meta.ordering = ()\nsetattr(Widget, 'x', 1)\nWidget.add_to_class('y', None)`,
  'an own model by the registry': `from django.apps import apps\napps.get_model('netbox_example', 'Widget').save = None`,
  'own models of an own app': `from django.apps import apps
for m in apps.get_app_config('netbox_example').get_models():
    m.x = 1`,
  'all models, of which own ones': `from django.apps import apps
for m in apps.get_models():
    if m._meta.app_label == 'netbox_example':
        m.x = 1`,
  'all models, others skipped': `from django.apps import apps
for m in apps.get_models():
    if m._meta.app_label != 'netbox_example':
        continue
    m.x = 1`,
  'subclasses of an own class': `${OWN}from django.apps import apps
for m in apps.get_models():
    if issubclass(m, Widget):
        m.x = 1`,
  'class_prepared of own models': `${OWN}from django.db.models.signals import class_prepared
from django.dispatch import receiver
@receiver(class_prepared)
def prepared(sender, **kwargs):
    if issubclass(sender, Widget):
        sender.x = 1`,
  'class_prepared of own models, else return': `from django.db.models.signals import class_prepared
def prepared(sender, **kwargs):
    if not sender.__module__.startswith('netbox_example'):
        return
    sender.x = 1
class_prepared.connect(prepared)`,
  'an own subclass': `${DEVICE}class Mine(Device):\n    class Meta:\n        proxy = True\nMine.save = None\nMine.objects = None`,
  'an own form, table, view': `from dcim.forms import DeviceForm
from dcim.tables import DeviceTable
from dcim.views import DeviceListView
class F(DeviceForm):
    pass
class T(DeviceTable):
    pass
class V(DeviceListView):
    pass
F.base_fields.pop('x')
T.base_columns.pop('x')
V.template_name = 'x'`,
  'a class made by type()': `${DEVICE}Mine = type('Mine', (Device,), {})\nMine.save = None`,
  'an instance': `${DEVICE}device = Device.objects.get(pk=1)\ndevice.name = 'x'\nsetattr(device, 'y', 1)\ndevice.save()`,
  'a new instance': `${DEVICE}device = Device(name='x')\ndevice.name = 'y'\ndevice.custom_field_data['x'] = 1`,
  'rows of a query': `${DEVICE}for d in Device.objects.filter(x=1):\n    d.name = 'y'\nDevice.objects.filter(x=1).update(x=2)`,
  'the instance of a signal': `${DEVICE}
from django.db.models.signals import pre_save
from django.dispatch import receiver
@receiver(pre_save, sender=Device)
def saving(sender, instance, **kwargs):
    instance.name = 'x'
    instance.custom_field_data['x'] = 1`,
  'the instance of any signal': `
from django.db.models.signals import pre_save
def saving(sender, instance, **kwargs):
    instance.name = 'x'
pre_save.connect(saving)`,
  'the fields of a form object': `
from dcim.forms import DeviceForm
form = DeviceForm()
form.fields['x'].required = False
form.fields.pop('y')`,
  'the fields of an own form': `
from netbox.forms import NetBoxModelForm
class F(NetBoxModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields['x'].widget = None
        del self.fields['y']`,
  'a query that is changed': `${DEVICE}queryset = Device.objects.all()\nqueryset.query.clear_ordering()\nqueryset.model\nqueryset._hints = {}`,
  'related objects': `${DEVICE}def f(device):\n    device.tags.add('x')\n    device.tags.clear()\n    device.interfaces.update(x=1)\nf(Device.objects.first())`,
  'reads of options': `${DEVICE}label = Device._meta.label\nfields = [f.name for f in Device._meta.get_fields()]\nfields.append('x')`,
  'a copy of a list of settings': `${SETTINGS}m = list(settings.MIDDLEWARE)\nm.append('x')\nn = settings.MIDDLEWARE[:]\nn.append('x')\no = [*settings.MIDDLEWARE]\no.remove('x')`,
  'a copy of a dict of settings': `${SETTINGS}import copy
a = dict(settings.CACHES)
a['x'] = 1
b = {**settings.CACHES}
b['x'] = 1
c = copy.deepcopy(settings.CACHES)
c['x'] = {}
d = settings.CACHES | {'y': 1}
d['x'] = 1
e = settings.CACHES.copy()
e['x'] = 1`,
  'a joined list': `${SETTINGS}m = settings.MIDDLEWARE + ['x']\nm.append('y')\nn = sorted(settings.MIDDLEWARE)\nn.pop()`,
  'a setting rebound locally': `${SETTINGS}debug = settings.DEBUG\ndebug = True\nm = settings.MIDDLEWARE\nm = m + ['x']`,
  'reads with setdefault': `${SETTINGS}value = settings.PLUGINS_CONFIG['netbox_example'].get('x', {})\nlocal = {}\nlocal.setdefault('x', value)`,
  'override_settings around': `from django.test import override_settings
with override_settings(DEBUG=True):
    pass
@override_settings(DEBUG=True)
def f():
    pass`,
  'mock around': `${DEVICE}from unittest import mock
def f():
    with mock.patch.object(Device, 'save'):
        pass
@mock.patch('dcim.models.Device.save')
def g(mocked):
    pass
f()
g()`,
  'a patch that stops': `${DEVICE}from unittest import mock
patcher = mock.patch.object(Device, 'save')
patcher.start()
try:
    pass
finally:
    patcher.stop()`,
  'restored in finally': `${DEVICE}
def quietly(work):
    original = Device.save
    Device.save = lambda self: None
    try:
        work()
    finally:
        Device.save = original
quietly(print)`,
  'restored by setattr in finally': `${DEVICE}
def quietly(work):
    saved = {name: getattr(Device, name) for name in ('save', 'clean')}
    for name in saved:
        setattr(Device, name, None)
    try:
        work()
    finally:
        for name, value in saved.items():
            setattr(Device, name, value)
quietly(print)`,
  'restored by a context manager': `${DEVICE}
class Quiet:
    def __enter__(self):
        self.original = Device.save
        Device.save = None
    def __exit__(self, *args):
        Device.save = self.original
with Quiet():
    pass`,
  'restored by a generator': `${SETTINGS}
from contextlib import contextmanager
@contextmanager
def debug():
    before = settings.DEBUG
    settings.DEBUG = True
    try:
        yield
    finally:
        settings.DEBUG = before
with debug():
    pass`,
  'restored by a stack': `${SETTINGS}
from contextlib import ExitStack
def run():
    with ExitStack() as stack:
        stack.callback(setattr, settings, 'DEBUG', settings.DEBUG)
        settings.DEBUG = True
run()`,
  'restored by a deletion': `${SETTINGS}
def run():
    settings.EXAMPLE = 1
    try:
        pass
    finally:
        del settings.EXAMPLE
run()`,
  'a signal paused': `
from django.db.models.signals import post_save
from core.signals import handle_changed_object
def run(work):
    post_save.disconnect(handle_changed_object)
    try:
        work()
    finally:
        post_save.connect(handle_changed_object)
run(print)`,
  'an own handler': `
from django.db.models.signals import post_save
def mine(**kwargs):
    pass
post_save.connect(mine)
post_save.disconnect(mine)
post_save.disconnect(dispatch_uid='netbox_example.x')`,
  'an own signal': `from django.dispatch import Signal\nsaved = Signal()\nsaved.receivers = []\nsaved.disconnect(print)`,
  'own URL patterns': `
from django.urls import path
urlpatterns = []
urlpatterns += [path('x/', print)]
urlpatterns.append(path('y/', print))`,
  'own URL patterns elsewhere': `from . import urls\nurls.urlpatterns.append(1)\nurls.urlpatterns += [2]`,
  'patterns of core in a copy': `from dcim.urls import urlpatterns\nmine = list(urlpatterns)\nmine.append(1)\nmine[0] = 2`,
  'an own router': `from netbox.api.routers import NetBoxRouter\nrouter = NetBoxRouter()\nrouter.register('x', None)\nrouter.registry.append(1)`,
  'an own template library': `from django import template\nregister = template.Library()\n@register.filter\ndef x(v):\n    return v\nregister.filters['y'] = x`,
  'an engine of its own': `from django.template import Engine, Template, engines
engine = Engine(dirs=['x'])
engine.dirs.append('y')
engines['django'].from_string('x')
Template('x').render(None)`,
  'an own logger': `import logging\nlogging.getLogger(__name__).setLevel(1)\nlogger = logging.getLogger('netbox_example')\nlogger.handlers.clear()\nlogger.addHandler(None)`,
  'a logger of the plugin below netbox': `import logging\nlogging.getLogger('netbox.plugins.netbox_example').setLevel(1)`,
  'an own menu': `from netbox.plugins import PluginMenu\nmenu = PluginMenu(label='x', groups=())\nmenu.groups = ()\nMENUS = []\nMENUS.append(menu)`,
  'if False': `${DEVICE}if False:\n    Device.save = None`,
  'if 0 and': `${DEVICE}if 0 and Device:\n    Device.save = None`,
  'if TYPE_CHECKING': `from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dcim.models import Device\n    Device.save = None`,
  'after return': `${DEVICE}def f():\n    return\n    Device.save = None\nf()`,
  'after raise': `${DEVICE}def f():\n    raise ValueError\n    Device.save = None\nf()`,
  'never called': `${DEVICE}def unused_helper():\n    Device.save = None`,
  'a flag of the module': `${DEVICE}PATCH = False\nif PATCH:\n    Device.save = None`,
  'a parameter that is false': `${DEVICE}def install(force=False):\n    if force:\n        Device.save = None\ninstall()`,
  'an old version': `${DEVICE}${SETTINGS}if settings.VERSION < '4.0.0':\n    Device.save = None`,
  'an old version by prefix': `${DEVICE}${SETTINGS}if settings.VERSION.startswith('3.'):\n    Device.save = None`,
  'an old version by parse': `${DEVICE}${SETTINGS}from packaging import version\nif version.parse(settings.VERSION) < version.parse('4.0'):\n    Device.save = None`,
  'an old version by tuple': `${DEVICE}${SETTINGS}NETBOX = tuple(int(x) for x in settings.VERSION.split('.')[:2])\nif NETBOX < (4, 0):\n    Device.save = None`,
  'an old version by map': `${DEVICE}${SETTINGS}major, minor, *rest = map(int, settings.VERSION.split('.'))\nif major < 4:\n    Device.save = None`,
  'a new version': `${DEVICE}${SETTINGS}from packaging.version import Version\nif Version(settings.RELEASE.version) >= Version('4.5'):\n    Device.save = None`,
  'a major version': `${DEVICE}${SETTINGS}from packaging.version import Version\nif Version(settings.VERSION).major == 3:\n    Device.save = None`,
  'a version of its own module': `${DEVICE}from netbox.settings import VERSION\nif VERSION < '4.0.0':\n    Device.save = None`,
  'a flag for an old version': `${DEVICE}${SETTINGS}OLD = settings.VERSION < '4.0.0'\nif OLD:\n    Device.save = None`,
  'a read of the environment': `import os\nvalue = os.environ.get('X')\nenv = os.environ.copy()\nenv['X'] = '1'\nother = {**os.environ, 'Y': '2'}\nother['Z'] = '3'`,
  'own globals': `globals()['x'] = 1\nlocals()['y'] = 2\nvars()['z'] = 3`,
  'own frame': `import inspect, sys\nsys._getframe().f_globals['x'] = 1\ninspect.currentframe().f_globals['y'] = 2`,
  'an own module in sys.modules': `import sys\nsys.modules[__name__] = None\nsys.modules['netbox_example.alias'] = sys.modules[__name__]`,
  'reading sys.modules': `import sys\nif 'dcim.models' in sys.modules:\n    x = sys.modules['dcim.models'].Device`,
  'a file of its own': `${SETTINGS}import os\nopen(os.path.join(settings.MEDIA_ROOT, 'x.py'), 'w')\nopen(os.path.join(settings.BASE_DIR, 'netbox', 'configuration.py'))\nopen(os.path.join(os.path.dirname(__file__), 'settings.py'), 'w')`,
  'activation while a request is served': `
from django.utils import translation
from netbox.views import generic
class V(generic.ObjectView):
    def get(self, request):
        translation.activate('de')`,
  'a decorated own view': `
from django.utils.decorators import method_decorator
from netbox.views import generic
@method_decorator(print, name='dispatch')
class V(generic.ObjectView):
    pass`,
  'a dataclass of core classes': `${DEVICE}
from dataclasses import dataclass
@dataclass
class Job:
    target: type
job = Job(Device)
job.target = None`,
  'an own container of core classes': `${DEVICE}targets = {'device': Device}\ntargets['device'] = None\ntargets.pop('device')\nmodels = [Device]\nmodels.remove(Device)`,
  'an own attribute that holds a core class': `${DEVICE}
class Mine:
    model = Device
Mine.model = None
mine = Mine()
mine.model = None`,
  'historical models': `
from django.db import migrations
def forwards(apps, schema_editor):
    Device = apps.get_model('dcim', 'Device')
    Device.objects.filter(x=1)
    Device.x = 1`,
  'an import that fails': `
try:
    from dcim.models import Device
except ImportError:
    class Device:
        pass
    Device.save = None`,
  'another name of the plugin module': `import netbox_example.models as m\nm.Widget.save = None\nm.registry = {}`,
  'a plugin configuration in validate': `
from netbox.plugins import PluginConfig
class Other(PluginConfig):
    @classmethod
    def validate(cls, user_config, netbox_version):
        user_config['x'] = 1
        super().validate(user_config, netbox_version)`,
  'a cached function': `from functools import lru_cache\n@lru_cache\ndef f():\n    pass\nf.cache_clear()`,
};
