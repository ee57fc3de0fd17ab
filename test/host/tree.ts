/** Small trees in the layout of NetBox, written into a temporary directory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A miniature host, as a checkout: one app with models, views, URLs, an API, templates, tags, migrations, a menu. */
export const MINIATURE: Readonly<Record<string, string>> = {
  'netbox/netbox/__init__.py': '',
  'netbox/netbox/settings.py': `
import sys
from netbox import configuration
from netbox.config import PARAMS

VERSION = '4.4.10'
if sys.version_info < (3, 10):
    raise RuntimeError('too old')
BASE_DIR = '/'
for parameter in ('SECRET_KEY',):
    if not hasattr(configuration, parameter):
        raise RuntimeError(parameter)
DEBUG = getattr(configuration, 'DEBUG', False)
LANGUAGE_CODE = getattr(configuration, 'DEFAULT_LANGUAGE', 'en-us')
INSTALLED_APPS = ['django.contrib.auth', 'dcim', 'extras', 'ipam', 'utilities']
if DEBUG:
    INSTALLED_APPS.append('debug_toolbar')
MIDDLEWARE = ['django.middleware.security.SecurityMiddleware', 'netbox.middleware.CoreMiddleware']
if DEBUG:
    MIDDLEWARE = ['a.Before', *MIDDLEWARE, 'a.After']
TEMPLATES = [{'OPTIONS': {'builtins': ['utilities.templatetags.builtins']}}]
STATICFILES_DIRS = (os.path.join(BASE_DIR, 'project-static', 'dist'), ('docs', os.path.join(BASE_DIR, 'docs')))
`,
  'netbox/netbox/config/__init__.py': 'from .parameters import PARAMS\n',
  'netbox/netbox/config/parameters.py': "PARAMS = (ConfigParam(name='BANNER_TOP', default=''),)\n",
  'netbox/netbox/registry.py': "class Registry(dict):\n    pass\n\nregistry = Registry({'views': {}, 'plugins': {}})\n",
  'netbox/netbox/models/__init__.py': `
from django.db import models

class BaseModel(models.Model):
    created = models.DateTimeField()
    hidden = models.CharField()
    class Meta:
        abstract = True
`,
  'netbox/netbox/models/features.py': `
from django.db import models

class JournalingMixin(models.Model):
    journal_entries = GenericRelation(to='extras.Entry')
    class Meta:
        abstract = True

def register_models(*models):
    for model in models:
        if issubclass(model, JournalingMixin):
            register_model_view(model, 'journal', kwargs={'model': model})('netbox.views.JournalView')
`,
  'netbox/netbox/urls.py': `
from django.conf import settings
from django.urls import include, path
from .views import HomeView
_patterns = [
    path('', HomeView.as_view(), name='home'),
    path('dcim/', include('dcim.urls')),
    path('api/dcim/', include('dcim.api.urls')),
]
if settings.DEBUG:
    _patterns.append(path('debug/', HomeView.as_view(), name='debug'))
urlpatterns = [path('{}'.format(settings.BASE_PATH), include(_patterns))]
`,
  'netbox/netbox/views.py':
    'from django.views.generic import View\n\nclass HomeView(View):\n    pass\n\nclass JournalView(View):\n    pass\n',
  'netbox/netbox/navigation/menu.py': `
SITES = Menu(label=_('Organization'), icon_class='x', groups=(
    MenuGroup(label=_('Sites'), items=(
        get_model_item('dcim', 'site', _('Sites')),
        MenuItem(link=f'dcim:elevations', link_text='Elevations'),
    )),
))
`,
  'netbox/dcim/__init__.py': '',
  'netbox/dcim/apps.py': "from django.apps import AppConfig\n\nclass DCIMConfig(AppConfig):\n    name = 'dcim'\n",
  'netbox/dcim/models/__init__.py': 'from .sites import *\nfrom .racks import Rack as Cabinet\n',
  'netbox/dcim/models/sites.py': `
from django.db import models
from netbox.models import BaseModel
from netbox.models.features import JournalingMixin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcim.models.racks import Rack

__all__ = ('Site', 'Frozen')

class Site(JournalingMixin, BaseModel):
    name = models.CharField()
    hidden = None
    parent = models.ForeignKey('self', on_delete=models.CASCADE)
    owners = models.ManyToManyField(to=settings.AUTH_USER_MODEL)
    racks = models.ManyToManyField('dcim.Rack', through='dcim.Placement')
    objects = models.Manager()

    def save(self):
        pass

class Frozen(Site):
    class Meta:
        proxy = True

class _Private:
    pass
`,
  'netbox/dcim/models/racks.py': `
from django.db import models
try:
    from fast import Base
except ImportError:
    Base = models.Model

class Rack(models.Model):
    class Meta:
        db_table = 'cabinets'
        managed = False

class Placement(models.Model):
    rack = models.OneToOneField(Rack, on_delete=models.CASCADE)
    spare = models.ForeignKey(Rack, on_delete=models.CASCADE, related_name='+', related_query_name='hidden')
    site = models.ForeignKey('dcim.Site', on_delete=models.CASCADE, related_name='tenants', related_query_name='tenant')
    peers = models.ManyToManyField('self')
`,
  'netbox/dcim/views.py': `
from django.views.generic import View
from utilities.views import register_model_view
from dcim.models import Site

@register_model_view(Site)
class SiteView(View):
    pass

@register_model_view(Site, 'list', path='', detail=False)
class SiteListView(View):
    pass

register_model_view(Site, 'trace', kwargs={})(SiteView)
`,
  'netbox/dcim/urls.py': `
from django.urls import include, path, re_path
from utilities.urls import get_model_urls
from . import views
app_name = 'dcim'
urlpatterns = [
    path('sites/', include(get_model_urls('dcim', 'site', detail=False))),
    path('sites/<int:pk>/', include(get_model_urls('dcim', 'site'))),
]
urlpatterns += [re_path(r'^old/$', views.SiteView.as_view(), name='old')]
`,
  'netbox/dcim/api/urls.py': `
from rest_framework.routers import DefaultRouter
from . import views
router = DefaultRouter()
router.register('sites', views.SiteViewSet)
router.register('pings', views.PingViewSet, basename='ping')
app_name = 'dcim-api'
urlpatterns = router.urls
`,
  'netbox/dcim/api/views.py': `
from rest_framework.decorators import action
from rest_framework.viewsets import ModelViewSet, ViewSet
from dcim.models import Site

class SiteViewSet(ModelViewSet):
    queryset = Site.objects.prefetch_related('x').all()

    @action(detail=True, url_path='tree')
    def show_tree(self, request, pk):
        pass

class PingViewSet(ViewSet):
    def list(self, request):
        pass
`,
  'netbox/dcim/migrations/__init__.py': '',
  'netbox/dcim/migrations/0001_squashed.py': `
class Migration(migrations.Migration):
    replaces = [('dcim', '0001_initial'), ('dcim', '0002_more')]
    dependencies = [('extras', '0001_initial'), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
`,
  'netbox/dcim/tests/migrations/0001_initial.py': 'class Migration:\n    pass\n',
  'netbox/dcim/templates/dcim/inc/part.html': '<b>{% block part %}{% endblock %}</b>',
  'netbox/dcim/management/commands/trace.py': 'class Command:\n    pass\n',
  'netbox/extras/__init__.py': '',
  'netbox/extras/models.py': 'from django.db import models\n\nclass Entry(models.Model):\n    pass\n',
  'netbox/ipam/__init__.py': '',
  'netbox/ipam/models.py': '',
  'netbox/utilities/__init__.py': '',
  'netbox/utilities/urls.py': 'def get_model_urls():\n    pass\n',
  'netbox/utilities/views.py': 'def register_model_view():\n    pass\n',
  'netbox/utilities/templatetags/builtins.py': `
register = template.Library()

@register.filter()
def upper_case(value):
    pass

@register.filter('short')
def shorten(value):
    pass

@register.inclusion_tag('x.html', takes_context=True)
def badge(context):
    pass

@register.simple_tag(name='now')
def current(context):
    pass
`,
  'netbox/templates/base.html':
    '{% block title %}{% endblock %}{# {% block gone %} #}{% comment %}{% block no %}{% endcomment %}',
  'netbox/templates/dcim/site.html':
    "{% extends 'base.html' %}{% block title %}x{% endblock title %}{% block content %}{% endblock %}",
  'netbox/project-static/dist/netbox.css': '',
  'netbox/project-static/src/not-served.ts': '',
};

/** Runs `use` with a directory that holds the files, and removes it. */
export function withTree<T>(files: Readonly<Record<string, string>>, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'plugin-lint-host-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
