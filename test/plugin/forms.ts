/** What plugins do to things of NetBox, in plain forms and by detours, with the touches expected: `area/action target`. */

const DEVICE = 'from dcim.models import Device\n';
const SETTINGS = 'from django.conf import settings\n';
const REGISTRY = 'from netbox.registry import registry\n';

export type Form = readonly [source: string, ...touches: string[]];

/** Limit 1: models, their options, fields, managers, signals. */
export const MODEL_FORMS: Readonly<Record<string, Form>> = {
  add_to_class: [
    `${DEVICE}from django.db import models\nDevice.add_to_class('x', models.TextField())`,
    'model/add-field Device.x',
  ],
  'a field contributed': [
    `${DEVICE}from django.db import models\nmodels.CharField().contribute_to_class(Device, 'x')`,
    'model/add-field Device.x',
  ],
  'a relation contributed': [
    `${DEVICE}from django.contrib.contenttypes.fields import GenericRelation as G\nG('a.B').contribute_to_class(Device, 'x')`,
    'model/relation Device.x',
  ],
  'a method deleted': [`${DEVICE}del Device.save`, 'model/delete Device.save'],
  delattr: [`${DEVICE}delattr(Device, 'save')`, 'model/delete Device.save'],
  'a nested module': [`import dcim.models.devices as d\nd.Device.save = None`, 'model/write Device.save'],
  'a class replaced in its module': [`from dcim import models\nmodels.Device = object`, 'model/write Device'],
  'a class replaced by setattr': [
    `import sys\nsetattr(sys.modules['dcim.models'], 'Device', object)`,
    'model/write Device',
  ],
  'the manager': [`${DEVICE}Device.objects = None`, 'model/write Device.objects'],
  'the default manager': [`${DEVICE}Device._default_manager = None`, 'model/write Device._default_manager'],
  'the class of the manager': [
    `${DEVICE}Device.objects.__class__.get = None`,
    'model/write Device.objects.__class__.get',
  ],
  options: [`${DEVICE}Device._meta.ordering = ()`, 'model/write Device._meta.ordering'],
  'options by alias': [`${DEVICE}meta = Device._meta\nmeta.ordering = ()`, 'model/write Device._meta.ordering'],
  'an option added to': [`${DEVICE}Device._meta.indexes.append(1)`, 'model/mutate Device._meta.indexes.append()'],
  'an option by +=': [`${DEVICE}Device._meta.unique_together += ()`, 'model/write Device._meta.unique_together'],
  'a field of the model': [
    `${DEVICE}Device._meta.get_field('name').max_length = 9`,
    "model/write Device._meta.get_field('name').max_length",
  ],
  'a field by its descriptor': [
    `${DEVICE}Device.name.field.max_length = 9`,
    'model/write Device.name.field.max_length',
  ],
  'a field by the namespace': [
    `${DEVICE}Device.__dict__['name'].field.max_length = 9`,
    'model/write Device.name.field.max_length',
  ],
  'every field': [
    `${DEVICE}for field in Device._meta.get_fields():\n    field.blank = True`,
    'model/write Device._meta.get_fields()[…].blank',
  ],
  'a field that is looked for': [
    `${DEVICE}field = next(f for f in Device._meta.fields if f.name == 'x')\nfield.blank = True`,
    'model/write Device._meta.fields[…].blank',
  ],
  'validators of a field': [
    `${DEVICE}Device._meta.get_field('name').validators.append(print)`,
    "model/mutate Device._meta.get_field('name').validators.append()",
  ],
  'fields of the options': [
    `${DEVICE}Device._meta.local_fields.clear()`,
    'model/mutate Device._meta.local_fields.clear()',
  ],
  'a field added by the options': [`${DEVICE}Device._meta.add_field(None)`, 'model/mutate Device._meta.add_field()'],
  bases: [`${DEVICE}Device.__bases__ += (object,)`, 'model/write Device.__bases__'],
  'the class of the class': [`${DEVICE}Device.__class__ = type`, 'model/write Device.__class__'],
  'code of a method': [`${DEVICE}Device.save.__code__ = print.__code__`, 'model/write Device.save.__code__'],
  'code through __func__': [
    `${DEVICE}Device.save.__func__.__code__ = print.__code__`,
    'model/write Device.save.__func__.__code__',
  ],
  'defaults of a method': [`${DEVICE}Device.save.__defaults__ = ()`, 'model/write Device.save.__defaults__'],
  'globals of a method': [`${DEVICE}Device.save.__globals__['x'] = 1`, "model/write Device.save.__globals__['x']"],
  'the fget of a property is replaced': [
    `${DEVICE}Device.label = Device.label.getter(lambda self: '')`,
    'model/write Device.label',
  ],
  'an abstract base of core': [
    `from netbox.models import NetBoxModel\nNetBoxModel.save = None`,
    'model/write netbox.models.NetBoxModel.save',
  ],
  'all subclasses': [
    `from netbox.models import NetBoxModel\nfor m in NetBoxModel.__subclasses__():\n    m.save = None`,
    'model/write netbox.models.NetBoxModel.__subclasses__()[…].save',
  ],
  'all models': [
    `from django.apps import apps\nfor m in apps.get_models():\n    m.save = None`,
    'model/write django.apps.apps.get_models()[…].save',
  ],
  'all models but some': [
    `from django.apps import apps
for m in apps.get_models():
    if m._meta.app_label in ('auth', 'contenttypes'):
        continue
    m.save = None`,
    'model/write django.apps.apps.get_models()[…].save',
  ],
  'all models of a core app': [
    `from django.apps import apps\nfor m in apps.get_app_config('dcim').get_models():\n    m.save = None`,
    "model/write django.apps.apps.get_app_config('dcim').get_models()[…].save",
  ],
  'models by name': [
    `from django.apps import apps
for label in ('dcim.Site', 'ipam.Prefix'):
    apps.get_model(label).save = None`,
    'model/write Site.save',
    'model/write ipam.models.ip.Prefix.save',
  ],
  'models of a registered feature': [
    `${REGISTRY}from django.apps import apps
for app, names in registry['model_features']['tags'].items():
    for name in names:
        apps.get_model(app, name).save = None`,
    'model/write django.apps.apps.get_model().save',
  ],
  'models of content types': [
    `from django.contrib.contenttypes.models import ContentType
for ct in ContentType.objects.all():
    ct.model_class().save = None`,
    'model/write django.contrib.contenttypes.models.ContentType.objects.all()[…].model_class().save',
  ],
  'a model field contributed in a loop': [
    `from django.apps import apps
from django.db import models
for label in settings:
    models.CharField().contribute_to_class(apps.get_model(label), 'x')`,
    'model/add-field django.apps.apps.get_model(each of …).x',
  ],
  'class_prepared without a sender': [
    `from django.db import models
from django.db.models.signals import class_prepared
from django.dispatch import receiver
@receiver(class_prepared)
def prepared(sender, **kwargs):
    if sender.__name__ == 'Device':
        sender.add_to_class('x', models.TextField())`,
    'model/add-field each of django.apps.apps.get_models().x',
  ],
  'the app registry': [
    `from django.apps import apps\napps.all_models['dcim'].pop('device')`,
    "value/mutate django.apps.apps.all_models['dcim'].pop()",
  ],
  'the user model': [
    `from django.contrib.auth import get_user_model\nget_user_model().has_perm = None`,
    'model/write users.models.users.User.has_perm',
  ],
  'the user model by its setting': [
    `${SETTINGS}from django.apps import apps\napps.get_model(settings.AUTH_USER_MODEL).has_perm = None`,
    'model/write users.models.users.User.has_perm',
  ],
  choices: [
    `from dcim.choices import DeviceStatusChoices as C\nC.CHOICES += [('x', 'X')]`,
    'choices/write dcim.choices.DeviceStatusChoices.CHOICES',
  ],
  'choices appended': [
    `from dcim import choices\nchoices.DeviceStatusChoices.CHOICES.append(1)`,
    'choices/mutate dcim.choices.DeviceStatusChoices.CHOICES.append()',
  ],
  'the queryset': [
    `from utilities.querysets import RestrictedQuerySet as Q\nQ.delete = None`,
    'queryset/write RestrictedQuerySet.delete',
  ],
  'the type of a manager result': [
    `${DEVICE}type(Device.objects.all()).delete = None`,
    'queryset/write RestrictedQuerySet.delete',
  ],
  'the class of a queryset': [
    `${DEVICE}Device.objects.filter(x=1).__class__.delete = None`,
    'queryset/write RestrictedQuerySet.delete',
  ],
  'Model itself': [`from django.db import models\nmodels.Model.save = None`, 'orm/write django.db.models.Model.save'],
  'a field class': [
    `from django.db.models import CharField\nCharField.__init__ = None`,
    'orm/write django.db.models.CharField.__init__',
  ],
  'a field class of NetBox': [
    `from netbox.models.features import TagsMixin\nTagsMixin.tags = None`,
    'model/write netbox.models.features.TagsMixin.tags',
  ],
  ModelBase: [
    `from django.db.models.base import ModelBase\nModelBase.__new__ = None`,
    'orm/write django.db.models.base.ModelBase.__new__',
  ],
  'a handler disconnected': [
    `from django.db.models.signals import post_save
from core.signals import handle_changed_object as h
post_save.disconnect(h)`,
    'signals/disconnect django.db.models.signals.post_save.disconnect(core.signals.handle_changed_object)',
  ],
  'a handler by keyword and name': [
    `from django.db.models import signals
from django.utils.module_loading import import_string
signals.post_save.disconnect(receiver=import_string('core.signals.handle_changed_object'))`,
    'signals/disconnect django.db.models.signals.post_save.disconnect(core.signals.handle_changed_object)',
  ],
  'signals in a loop': [
    `from django.db.models import signals
from core import signals as core
for name in ('post_save', 'm2m_changed'):
    getattr(signals, name).disconnect(core.handle_changed_object)`,
    'signals/disconnect django.db.models.signals.m2m_changed.disconnect(core.signals.handle_changed_object)',
    'signals/disconnect django.db.models.signals.post_save.disconnect(core.signals.handle_changed_object)',
  ],
  'every receiver': [
    `from django.db.models.signals import post_save
for key, ref in list(post_save.receivers):
    post_save.disconnect(ref)`,
    'signals/disconnect django.db.models.signals.post_save.disconnect(django.db.models.signals.post_save.receivers)',
  ],
  'receivers cleared': [
    `from django.db.models.signals import post_save\npost_save.receivers.clear()`,
    'signals/mutate django.db.models.signals.post_save.receivers.clear()',
  ],
  'receivers replaced': [
    `from django.db.models.signals import post_save\npost_save.receivers = []`,
    'signals/write django.db.models.signals.post_save.receivers',
  ],
  'receivers by slice': [
    `from django.db.models.signals import post_save\npost_save.receivers[:] = []`,
    'signals/write django.db.models.signals.post_save.receivers[…]',
  ],
  'receivers deleted': [
    `from django.db.models.signals import post_save\ndel post_save.receivers[:]`,
    'signals/delete django.db.models.signals.post_save.receivers[…]',
  ],
  'send replaced': [
    `from django.db.models.signals import post_save\npost_save.send = lambda **kw: []`,
    'signals/write django.db.models.signals.post_save.send',
  ],
  'disconnect of the class': [
    `from django.dispatch import Signal
from django.db.models.signals import post_save
from core.signals import handle_changed_object
Signal.disconnect(post_save, handle_changed_object)`,
    'signals/disconnect django.db.models.signals.post_save.disconnect(core.signals.handle_changed_object)',
  ],
  'a patch that starts': [
    `${DEVICE}from unittest import mock\nmock.patch.object(Device, 'save').start()`,
    'model/patch Device.save',
  ],
  'a patch by name, kept': [
    `from unittest.mock import patch\npatcher = patch('dcim.models.Device.save', new=None)\npatcher.start()`,
    'model/patch Device.save',
  ],
  'several patches': [
    `${DEVICE}from unittest.mock import patch\npatch.multiple(Device, save=None, clean=None).start()`,
    'model/patch Device.clean',
    'model/patch Device.save',
  ],
  'patches kept in a list': [
    `from unittest.mock import patch
patches = [patch('dcim.models.Device.save')]
for one in patches:
    one.start()`,
    'model/patch Device.save',
  ],
  'a patch entered by hand': [
    `${DEVICE}from unittest import mock\nmock.patch.object(Device, 'save').__enter__()`,
    'model/patch Device.save',
  ],
  'wrapt by name': [
    `import wrapt\nwrapt.wrap_function_wrapper('dcim.models', 'Device.save', print)`,
    'model/patch Device.save',
  ],
  'wrapt on a class': [
    `${DEVICE}import wrapt\nwrapt.wrap_function_wrapper(Device, 'save', print)`,
    'model/patch Device.save',
  ],
  'wrapt as a decorator': [
    `import wrapt
@wrapt.patch_function_wrapper('dcim.models', 'Device.save')
def wrapper(wrapped, instance, args, kwargs):
    return None`,
    'model/patch Device.save',
  ],
  'wrapt on an object': [
    `import wrapt\nwrapt.wrap_object('dcim.models', 'Device.save', print)`,
    'model/patch Device.save',
  ],
  'two functions of one dispatch': [
    `${DEVICE}
from functools import singledispatch
@singledispatch
def install(m):
    pass
@install.register(type)
def _(m):
    m.save = None
install(Device)`,
    'model/write Device.save',
  ],
};

/** Limit 2: URL patterns, routers, resolvers, entry points of the server. */
export const URL_FORMS: Readonly<Record<string, Form>> = {
  'patterns appended': [
    `from dcim import urls\nurls.urlpatterns.append(1)`,
    'urls/mutate dcim.urls.urlpatterns.append()',
  ],
  'patterns under another name': [
    `from netbox.urls import _patterns as p\np.insert(0, 1)`,
    'urls/mutate netbox.urls._patterns.insert()',
  ],
  'patterns by +=': [`import netbox.urls as u\nu.urlpatterns += [1]`, 'urls/write netbox.urls.urlpatterns'],
  'patterns by slice': [
    `from netbox.urls import urlpatterns\nurlpatterns[:0] = [1]`,
    'urls/write netbox.urls.urlpatterns[…]',
  ],
  'patterns replaced': [`from netbox import urls\nurls.urlpatterns = []`, 'urls/write netbox.urls.urlpatterns'],
  'list.append': [
    `from netbox.urls import urlpatterns\nlist.append(urlpatterns, 1)`,
    'urls/mutate netbox.urls.urlpatterns.append()',
  ],
  'operator.iadd': [
    `import operator\nfrom netbox.urls import urlpatterns\noperator.iadd(urlpatterns, [1])`,
    'urls/mutate netbox.urls.urlpatterns.extend()',
  ],
  __iadd__: [
    `from netbox.urls import urlpatterns\nurlpatterns.__iadd__([1])`,
    'urls/mutate netbox.urls.urlpatterns.__iadd__()',
  ],
  'a bound method kept': [
    `from netbox.urls import urlpatterns\nadd = urlpatterns.append\nadd(1)`,
    'urls/mutate netbox.urls.urlpatterns.append()',
  ],
  'the module by the setting': [
    `${SETTINGS}from importlib import import_module\nimport_module(settings.ROOT_URLCONF).urlpatterns.append(1)`,
    'urls/mutate netbox.urls.urlpatterns.append()',
  ],
  'the module by sys.modules and the setting': [
    `${SETTINGS}import sys\nsys.modules[settings.ROOT_URLCONF].urlpatterns.append(1)`,
    'urls/mutate netbox.urls.urlpatterns.append()',
  ],
  'the resolver': [
    `from django.urls import get_resolver\nget_resolver().url_patterns.append(1)`,
    'urls/mutate django.urls.get_resolver().url_patterns.append()',
  ],
  'the resolver, a copy of a helper': [
    `from django.urls import get_resolver
def patterns():
    return get_resolver(None).url_patterns
patterns().insert(0, 1)`,
    'urls/mutate django.urls.get_resolver().url_patterns.insert()',
  ],
  'each pattern': [
    `from dcim.urls import urlpatterns\nfor p in urlpatterns:\n    p.callback = None`,
    'urls/write dcim.urls.urlpatterns[…].callback',
  ],
  'a router': [
    `from dcim.api.urls import router\nrouter.register('x', None)`,
    'urls/mutate dcim.api.urls.router.register()',
  ],
  'a router registry': [
    `from dcim.api.urls import router\nrouter.registry.append(1)`,
    'urls/mutate dcim.api.urls.router.registry.append()',
  ],
  'a router registry replaced': [
    `from dcim.api import urls\nurls.router.registry = []`,
    'urls/write dcim.api.urls.router.registry',
  ],
  "NetBox's list of plugins": [
    `from netbox.plugins.urls import plugin_patterns\nplugin_patterns.append(1)`,
    'urls/mutate netbox.plugins.urls.plugin_patterns.append()',
  ],
  'an error handler': [`from netbox import urls\nurls.handler404 = 'x.y'`, 'urls/write netbox.urls.handler404'],
  'the root URLconf': [`${SETTINGS}settings.ROOT_URLCONF = 'x.y'`, 'settings/write settings.ROOT_URLCONF'],
  set_urlconf: [`from django.urls import set_urlconf\nset_urlconf('x.y')`, 'urls/mutate django.urls.set_urlconf()'],
  'the WSGI application': [`import netbox.wsgi\nnetbox.wsgi.application = None`, 'urls/write netbox.wsgi.application'],
  'the ASGI application': [`from netbox import asgi\nasgi.application = None`, 'urls/write netbox.asgi.application'],
};

/** Limit 3: template engines, loaders, libraries, template names. */
export const TEMPLATE_FORMS: Readonly<Record<string, Form>> = {
  'template dirs': [
    `${SETTINGS}settings.TEMPLATES[0]['DIRS'].insert(0, 'x')`,
    "settings/mutate settings.TEMPLATES[…]['DIRS'].insert()",
  ],
  loaders: [
    `${SETTINGS}for t in settings.TEMPLATES:\n    t['OPTIONS']['loaders'] = []`,
    "settings/write settings.TEMPLATES[…]['OPTIONS']['loaders']",
  ],
  'the engine': [
    `from django.template import engines\nengines['django'].engine.dirs.insert(0, 'x')`,
    "templates/mutate django.template.engines['django'].engine.dirs.insert()",
  ],
  'every engine': [
    `from django.template import engines\nfor e in engines.all():\n    e.engine.template_loaders = []`,
    'templates/write django.template.engines.all()[…].engine.template_loaders',
  ],
  'the default engine': [
    `from django.template.engine import Engine\nEngine.get_default().template_builtins.append(1)`,
    'templates/mutate django.template.engine.Engine.get_default().template_builtins.append()',
  ],
  get_template: [
    `import django.template.loader as l\nl.get_template = None`,
    'templates/write django.template.loader.get_template',
  ],
  'Template.render': [
    `from django.template import Template\nTemplate.render = None`,
    'templates/write django.template.Template.render',
  ],
  'a core library': [
    `from utilities.templatetags.helpers import register\nregister.filter('x', print)`,
    'templates/mutate utilities.templatetags.helpers.register.filter()',
  ],
  'a tag by decorator': [
    `from utilities.templatetags import helpers
@helpers.register.simple_tag
def x():
    return ''`,
    'templates/mutate utilities.templatetags.helpers.register.simple_tag()',
  ],
  'filters of a core library': [
    `from utilities.templatetags.helpers import register as r\nr.filters['x'] = print`,
    "templates/write utilities.templatetags.helpers.register.filters['x']",
  ],
  'tags of a core library': [
    `from utilities.templatetags.helpers import register as r\nr.tags.pop('x')`,
    'templates/mutate utilities.templatetags.helpers.register.tags.pop()',
  ],
  'the template of a core view': [
    `from dcim.views import DeviceView\nDeviceView.template_name = 'x.html'`,
    'view/write dcim.views.DeviceView.template_name',
  ],
};

/** Limit 4: settings however they are reached. */
export const SETTINGS_FORMS: Readonly<Record<string, Form>> = {
  assigned: [`${SETTINGS}settings.DEBUG = True`, 'settings/write settings.DEBUG'],
  'by setattr in a loop': [
    `${SETTINGS}for k, v in {'DEBUG': True}.items():\n    setattr(settings, k, v)`,
    'settings/write settings.DEBUG',
  ],
  deleted: [`${SETTINGS}del settings.DEBUG`, 'settings/delete settings.DEBUG'],
  'a container': [`${SETTINGS}settings.MIDDLEWARE.insert(0, 'x')`, 'settings/mutate settings.MIDDLEWARE.insert()'],
  'by +=': [`${SETTINGS}settings.INSTALLED_APPS += ['x']`, 'settings/write settings.INSTALLED_APPS'],
  'an alias by +=': [`${SETTINGS}m = settings.MIDDLEWARE\nm += ['x']`, 'settings/mutate settings.MIDDLEWARE'],
  'an alias': [`${SETTINGS}m = settings.MIDDLEWARE\nm.append('x')`, 'settings/mutate settings.MIDDLEWARE.append()'],
  'getattr with a default': [
    `${SETTINGS}getattr(settings, 'REST_FRAMEWORK', {})['X'] = 1`,
    "settings/write settings.REST_FRAMEWORK['X']",
  ],
  'getattr with a computed name': [
    `${SETTINGS}def change(name):\n    getattr(settings, name).append(1)\nchange(input())`,
    'settings/mutate settings.….append()',
  ],
  nested: [
    `${SETTINGS}settings.LOGGING.setdefault('loggers', {}).update(x={})`,
    "settings/mutate settings.LOGGING.setdefault('loggers').update()",
    'settings/mutate settings.LOGGING.setdefault()',
  ],
  'an item deleted': [`${SETTINGS}del settings.MIDDLEWARE[0]`, 'settings/delete settings.MIDDLEWARE[…]'],
  'list.insert': [
    `${SETTINGS}list.insert(settings.MIDDLEWARE, 0, 'x')`,
    'settings/mutate settings.MIDDLEWARE.insert()',
  ],
  'dict.update': [`${SETTINGS}dict.update(settings.LOGGING, x=1)`, 'settings/mutate settings.LOGGING.update()'],
  'dict.__setitem__': [`${SETTINGS}dict.__setitem__(settings.LOGGING, 'x', 1)`, "settings/write settings.LOGGING['x']"],
  'operator.setitem': [
    `${SETTINGS}import operator\noperator.setitem(settings.LOGGING, 'x', 1)`,
    "settings/write settings.LOGGING['x']",
  ],
  'in place or': [`${SETTINGS}settings.LOGGING |= {'x': 1}`, 'settings/write settings.LOGGING'],
  'the namespace': [`${SETTINGS}settings.__dict__['DEBUG'] = True`, 'settings/write settings.DEBUG'],
  'the namespace updated': [`${SETTINGS}settings.__dict__.update(DEBUG=True)`, 'settings/write settings.DEBUG'],
  vars: [`${SETTINGS}vars(settings)['DEBUG'] = True`, 'settings/write settings.DEBUG'],
  'the wrapped settings': [`${SETTINGS}settings._wrapped.DEBUG = True`, 'settings/write settings._wrapped.DEBUG'],
  'wrapped again': [
    `from django.conf import UserSettingsHolder, settings\nsettings._wrapped = UserSettingsHolder(settings._wrapped)`,
    'settings/write settings._wrapped',
  ],
  'object.__setattr__': [`${SETTINGS}object.__setattr__(settings, 'DEBUG', True)`, 'settings/write settings.DEBUG'],
  'the class of the settings': [
    `from django.conf import LazySettings\nLazySettings.__getattr__ = None`,
    'settings/write django.conf.LazySettings.__getattr__',
  ],
  'type(settings)': [`${SETTINGS}type(settings).DEBUG = property(print)`, 'settings/write settings.__class__.DEBUG'],
  'django.conf.settings': [`import django.conf\ndjango.conf.settings.DEBUG = True`, 'settings/write settings.DEBUG'],
  'django.conf replaced': [`import django.conf\ndjango.conf.settings = None`, 'settings/write settings'],
  configure: [`${SETTINGS}settings.configure(DEBUG=True)`, 'settings/mutate settings.configure()'],
  'override_settings for good': [
    `from django.test import override_settings\noverride_settings(DEBUG=True).enable()`,
    'settings/patch settings.DEBUG',
  ],
  'modify_settings for good': [
    `from django.test.utils import modify_settings\nmodify_settings(MIDDLEWARE={'append': 'x'}).enable()`,
    'settings/patch settings.MIDDLEWARE',
  ],
  'mock.patch.dict': [
    `${SETTINGS}from unittest import mock\nmock.patch.dict(settings.LOGGING, {'x': 1}).start()`,
    'settings/patch settings.LOGGING',
  ],
  'mock.patch by name': [
    `from unittest import mock\nmock.patch('django.conf.settings.DEBUG', True).start()`,
    'settings/patch settings.DEBUG',
  ],
  'the settings module': [
    `from netbox import settings as s\ns.LOGIN_REQUIRED = 1`,
    'settings/write netbox.settings.LOGIN_REQUIRED',
  ],
  'the settings module by name': [
    `${SETTINGS}import importlib\nimportlib.import_module(settings.SETTINGS_MODULE).DEBUG = 1`,
    'settings/write netbox.settings.DEBUG',
  ],
  'the settings module by the environment': [
    `import importlib, os\nimportlib.import_module(os.environ['DJANGO_SETTINGS_MODULE']).DEBUG = 1`,
    'settings/write netbox.settings.DEBUG',
  ],
  'the settings module by sys.modules': [
    `import sys\nsys.modules['netbox.settings'].DEBUG = 1`,
    'settings/write netbox.settings.DEBUG',
  ],
  'names of the settings module': [
    `import netbox.settings\nvars(netbox.settings).update(DEBUG=1)`,
    'settings/write netbox.settings.DEBUG',
  ],
  'the configuration module': [
    `from netbox import configuration\nconfiguration.DEBUG = True`,
    'settings/write netbox.configuration.DEBUG',
  ],
  'a frame': [
    `import sys\nsys._getframe(1).f_globals['MIDDLEWARE'].insert(0, 'x')`,
    "settings/mutate sys._getframe(1).f_globals['MIDDLEWARE'].insert()",
  ],
  'a frame of the stack': [
    `import inspect\ninspect.stack()[1].frame.f_globals['DEBUG'] = 1`,
    "settings/write inspect.stack()[1].frame.f_globals['DEBUG']",
  ],
  'a frame behind': [
    `import inspect\nframe = inspect.currentframe().f_back\nframe.f_globals.update(DEBUG=1)`,
    'settings/mutate inspect.currentframe().f_back.f_globals.update()',
  ],
  'a router of the database': [
    `${SETTINGS}settings.DATABASE_ROUTERS.append('x')`,
    'settings/mutate settings.DATABASE_ROUTERS.append()',
  ],
  databases: [
    `from django.db import connections\nconnections.databases['x'] = {}`,
    "settings/write django.db.connections.databases['x']",
  ],
  'settings of a connection': [
    `from django.db import connections\nconnections['default'].settings_dict['CONN_MAX_AGE'] = 0`,
    "settings/write django.db.connections['default'].settings_dict['CONN_MAX_AGE']",
  ],
  'settings of every connection': [
    `from django.db import connections
for alias in connections:
    connections[alias].settings_dict.update(ATOMIC_REQUESTS=True)`,
    'settings/mutate django.db.connections[…].settings_dict.update()',
  ],
  'routers in force': [
    `from django.db import router\nrouter.routers.insert(0, object())`,
    'settings/mutate django.db.router.routers.insert()',
  ],
  'routers replaced': [`from django.db import router as r\nr.routers = []`, 'settings/write django.db.router.routers'],
  'settings of the caches': [
    `from django.core.cache import caches\ncaches.settings['default']['TIMEOUT'] = 1`,
    "settings/write django.core.cache.caches.settings['default']['TIMEOUT']",
  ],
  'a list turned around': [`${SETTINGS}settings.MIDDLEWARE.reverse()`, 'settings/mutate settings.MIDDLEWARE.reverse()'],
  'defaults of the REST framework': [
    `from rest_framework import settings as drf\ndrf.DEFAULTS['PAGE_SIZE'] = 1`,
    "settings/write rest_framework.settings.DEFAULTS['PAGE_SIZE']",
  ],
  'the cached configuration': [
    `from django.core.cache import cache, caches
cache.set_many({'config': {}, 'config_version': 7})
caches['default'].set('config_version', 7)`,
    'configuration/mutate django.core.cache.cache.set_many()',
    "configuration/mutate django.core.cache.caches['default'].set()",
  ],
  'in what a factory gives': [
    `${SETTINGS}
def made(get_response):
    def inner(request):
        settings.DEBUG = True
        return get_response(request)
    return inner
FACTORY = '.made'`,
    'settings/write settings.DEBUG',
  ],
  'the REST framework': [
    `from rest_framework.settings import api_settings\napi_settings.DEFAULT_PAGINATION_CLASS = None`,
    'settings/write rest_framework.settings.api_settings.DEFAULT_PAGINATION_CLASS',
  ],
  validators: [
    `${SETTINGS}settings.CUSTOM_VALIDATORS['dcim.device'] = ()`,
    "settings/write settings.CUSTOM_VALIDATORS['dcim.device']",
  ],
  'the pipeline': [
    `${SETTINGS}settings.EVENTS_PIPELINE.remove('x')`,
    'settings/mutate settings.EVENTS_PIPELINE.remove()',
  ],
  'a closure over a container': [
    `${SETTINGS}
class Container(dict):
    pass
di = Container(settings=settings)
def change(container):
    container['settings'].RQ_QUEUES['x'] = {}
change(di)`,
    "settings/write settings.RQ_QUEUES['x']",
  ],
  'the plugins of others': [
    `${SETTINGS}settings.PLUGINS_CONFIG['other']['x'] = 1`,
    "plugin-settings/write settings.PLUGINS_CONFIG['other']['x']",
  ],
  'the plugins of others by a helper': [
    `${SETTINGS}def put(config, **values):\n    config.update(values)\nput(settings.PLUGINS_CONFIG.get('other'), x=1)`,
    "plugin-settings/mutate settings.PLUGINS_CONFIG.get('other').update()",
  ],
  'the list of plugins': [`${SETTINGS}settings.PLUGINS.remove('other')`, 'settings/mutate settings.PLUGINS.remove()'],
  'the environment': [`import os\nos.environ['X'] = '1'`, "environment/write os.environ['X']"],
  putenv: [`import os\nos.putenv('X', '1')`, 'environment/mutate os.putenv()'],
  'the dynamic configuration': [
    `from netbox.config import get_config\nget_config().X = 1`,
    'configuration/write netbox.config.get_config().X',
  ],
  'the configuration file': [
    `${SETTINGS}import os
with open(os.path.join(settings.BASE_DIR, 'netbox', 'configuration.py'), 'a') as f:
    f.write('DEBUG = True')`,
    'settings/write BASE_DIR/netbox/configuration.py',
  ],
  'the configuration file by pathlib': [
    `import netbox
from pathlib import Path
(Path(netbox.__file__).parent / 'local_settings.py').write_text('DEBUG = True')`,
    'settings/write netbox/local_settings.py',
  ],
};

/** Limit 5: menus, registry, forms, tables, serializers, permissions, functions. */
export const COMPONENT_FORMS: Readonly<Record<string, Form>> = {
  'a menu removed': [
    `from netbox.navigation.menu import MENUS, IPAM_MENU\nMENUS.remove(IPAM_MENU)`,
    'menu/mutate netbox.navigation.menu.MENUS.remove()',
  ],
  'menus by slice': [
    `from netbox.navigation import menu\nmenu.MENUS[:] = []`,
    'menu/write netbox.navigation.menu.MENUS[…]',
  ],
  'each menu': [
    `from netbox.navigation.menu import get_menus\nfor m in get_menus():\n    m.groups = ()`,
    'menu/write netbox.navigation.menu.get_menus()[…].groups',
  ],
  'a group': [
    `from netbox.navigation.menu import DEVICES_MENU\nDEVICES_MENU.groups[0].items = ()`,
    'menu/write netbox.navigation.menu.DEVICES_MENU.groups[…].items',
  ],
  'menus of plugins': [
    `${REGISTRY}registry['plugins']['menus'].clear()`,
    "registry/mutate registry['plugins']['menus'].clear()",
  ],
  'views of a model': [
    `${REGISTRY}views = registry.get('views')\nviews['dcim']['device'] = []`,
    "registry/write registry.get('views')['dcim']['device']",
  ],
  'an index removed': [`${REGISTRY}registry['search'].pop('dcim.device')`, "registry/mutate registry['search'].pop()"],
  'a feature removed': [
    `${REGISTRY}registry['model_features']['tags']['dcim'].remove('device')`,
    "registry/mutate registry['model_features']['tags']['dcim'].remove()",
  ],
  'an entry deleted': [`${REGISTRY}del registry['views']['dcim']`, "registry/delete registry['views']['dcim']"],
  'dict.__setitem__': [`${REGISTRY}dict.__setitem__(registry, 'views', {})`, "registry/write registry['views']"],
  'a widget': [
    `${REGISTRY}registry['widgets']['extras.NoteWidget'] = None`,
    "registry/write registry['widgets']['extras.NoteWidget']",
  ],
  processors: [
    `${REGISTRY}registry['request_processors'].clear()`,
    "registry/mutate registry['request_processors'].clear()",
  ],
  'a form': [
    `from dcim.forms import DeviceForm\nDeviceForm.base_fields.pop('serial')`,
    'form/mutate dcim.forms.model_forms.DeviceForm.base_fields.pop()',
  ],
  'a form by its module': [
    `from dcim.forms import model_forms\ngetattr(model_forms, 'DeviceForm').base_fields['x'] = None`,
    "form/write dcim.forms.model_forms.DeviceForm.base_fields['x']",
  ],
  'the model of a core form': [
    `from dcim.forms import DeviceForm\nDeviceForm.Meta.fields += ('x',)`,
    'form/write dcim.forms.model_forms.DeviceForm.Meta.fields',
  ],
  'a table': [
    `from dcim.tables import DeviceTable\nDeviceTable.base_columns.pop('name')`,
    'table/mutate dcim.tables.devices.DeviceTable.base_columns.pop()',
  ],
  'a filter set': [
    `from dcim.filtersets import DeviceFilterSet\nDeviceFilterSet.base_filters['x'] = None`,
    "filterset/write dcim.filtersets.DeviceFilterSet.base_filters['x']",
  ],
  'a serializer': [
    `from dcim.api.serializers import DeviceSerializer as S\nS._declared_fields['x'] = None`,
    "serializer/write dcim.api.serializers_.devices.DeviceSerializer._declared_fields['x']",
  ],
  'a viewset': [
    `from dcim.api import views\nviews.DeviceViewSet.queryset = None`,
    'viewset/write dcim.api.views.DeviceViewSet.queryset',
  ],
  'a view': [
    `from dcim.views import DeviceView\nDeviceView.get_extra_context = None`,
    'view/write dcim.views.DeviceView.get_extra_context',
  ],
  'a view through the resolver': [
    `from django.urls import resolve\nresolve('/dcim/devices/').func.view_class.queryset = None`,
    "urls/write django.urls.resolve('/dcim/devices/').func.view_class.queryset",
  ],
  'GraphQL bases': [
    `from netbox.graphql import schema\nschema.Query.__bases__ += (object,)`,
    'graphql/write netbox.graphql.schema.Query.__bases__',
  ],
  'the GraphQL schema': [
    `import netbox.graphql.schema as s\ns.schema = None`,
    'value/write netbox.graphql.schema.schema',
  ],
  'permission checks': [
    `from netbox.authentication import ObjectPermissionBackend as B\nB.has_perm = lambda *a: True`,
    'permissions/write netbox.authentication.ObjectPermissionBackend.has_perm',
  ],
  'a function': [
    `from utilities import views\nviews.get_viewname = None`,
    'model-function/write utilities.views.get_viewname',
  ],
  'a module replaced': [`import sys\nsys.modules['dcim.views'] = None`, "module/write sys.modules['dcim.views']"],
  'a module removed': [`import sys\nsys.modules.pop('dcim.views')`, "module/mutate sys.modules.pop('dcim.views')"],
  'an admin class removed': [
    `from django.contrib import admin\nfrom users.models import User\nadmin.site.unregister(User)`,
    'value/mutate django.contrib.admin.site.unregister()',
  ],
  'a library': [
    `from rest_framework.views import APIView\nAPIView.initial = None`,
    'third-party/write rest_framework.views.APIView.initial',
  ],
  'a library by a helper': [
    `import django.utils.timezone
def put(module, **names):
    for name, value in names.items():
        setattr(module, name, value)
put(django.utils.timezone, now=None)`,
    'third-party/write django.utils.timezone.now',
  ],
  'a builtin': [`import builtins\nbuiltins.open = None`, 'third-party/write builtins.open'],
  'a logger of NetBox': [
    `import logging\nlogging.getLogger('netbox').handlers.clear()`,
    "process/mutate logging.getLogger('netbox').handlers.clear()",
  ],
  'logging configured': [
    `import logging.config\nlogging.config.dictConfig({})`,
    'process/mutate logging.config.dictConfig()',
  ],
  'logging disabled': [`import logging\nlogging.disable()`, 'process/mutate logging.disable()'],
};
