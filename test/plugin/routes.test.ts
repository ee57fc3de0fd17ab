/** The URLs that NetBox would mount, compared with what Django and Django REST framework print for such patterns. */
import { describe, expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import type { RoutesModel } from '../../src/plugin/routes.ts';

const host = loadNetBox();

const INIT = `from netbox.plugins import PluginConfig


class DemoConfig(PluginConfig):
    name = 'demo'
    base_url = 'demo-app'
    default_settings = {'extra': False}


config = DemoConfig
`;

const VIEWS = `from django.views.generic import View
from netbox.views import generic
from utilities.views import register_model_view

from .models import Thing


class Home(View):
    pass


@register_model_view(Thing, 'list', path='', detail=False)
class ThingList(generic.ObjectListView):
    pass


@register_model_view(Thing)
class ThingView(generic.ObjectView):
    pass
`;

const MODELS = `from django.db import models
from netbox.models import NetBoxModel


class Thing(NetBoxModel):
    name = models.CharField(max_length=10)
`;

function routesOf(files: Readonly<Record<string, string>>, netbox = '4.4.10'): RoutesModel {
  const own = Object.fromEntries(Object.entries(files).map(([path, text]) => [`demo/${path}`, text]));
  const pkg = packageFromFiles({ 'demo/__init__.py': INIT, 'demo/models.py': MODELS, 'demo/views.py': VIEWS, ...own });
  return buildModel(pkg, host.forPackage(pkg, { netbox })).model.routes;
}

const lines = (routes: RoutesModel): string[] =>
  routes.routes.map(one => `${one.path} ${one.name ?? '-'} ${one.view ?? '-'}`);

describe('patterns', () => {
  test('lists, tuples, loops, includes and namespaces', () => {
    const routes = routesOf({
      'more.py': `from django.urls import path
from .views import Home

app_name = 'more'
urlpatterns = [path('deep/', Home.as_view(), name='deep')]
`,
      'urls.py': `from django.urls import include, path, re_path
from django.contrib.auth.decorators import login_required
from . import more, views

urlpatterns = (path('', views.Home.as_view(), name='home'),)
urlpatterns += (re_path(r'^old/(?P<pk>\\d+)$', login_required(views.Home.as_view()), name='old'),)
for kind in ('a', 'b'):
    urlpatterns += (path(f'{kind}/', views.Home.as_view(), name=kind),)
urlpatterns += (
    path('m/', include('demo.more')),
    path('n/', include((more.urlpatterns, 'x'), namespace='y')),
    path('o/', include([path('p/', views.Home.as_view())])),
)
`,
    });
    expect(lines(routes)).toEqual([
      'plugins/demo-app/ plugins:demo:home demo.views.Home',
      'plugins/demo-app/^old/(?P<pk>\\d+)$ plugins:demo:old demo.views.Home',
      'plugins/demo-app/a/ plugins:demo:a demo.views.Home',
      'plugins/demo-app/b/ plugins:demo:b demo.views.Home',
      'plugins/demo-app/m/deep/ plugins:demo:more:deep demo.views.Home',
      'plugins/demo-app/n/deep/ plugins:demo:y:deep demo.views.Home',
      'plugins/demo-app/o/p/ - demo.views.Home',
    ]);
    expect(routes.undecided).toEqual([]);
  });

  test('get_model_urls gives the registered views and those that come with the model', () => {
    const urls = `from django.urls import include, path
from utilities.urls import get_model_urls
from . import views

urlpatterns = [
    path('things/', include(get_model_urls('demo', 'thing', detail=False))),
    path('things/<int:pk>/', include(get_model_urls('demo', 'thing'))),
]
`;
    const names = (netbox: string): string[] =>
      routesOf({ 'urls.py': urls }, netbox).routes.map(one => one.name ?? '-');
    expect(names('4.4.10')).toEqual([
      'plugins:demo:thing_list',
      'plugins:demo:thing_changelog',
      'plugins:demo:thing_journal',
      'plugins:demo:thing',
    ]);
  });

  test('a view that no loaded module registers is not there', () => {
    const routes = routesOf({
      'urls.py': `from django.urls import include, path
from utilities.urls import get_model_urls

urlpatterns = [path('things/', include(get_model_urls('demo', 'thing', detail=False)))]
`,
    });
    expect(lines(routes)).toEqual([]);
  });

  test('a tab on a core object stands under the path of core', () => {
    const routes = routesOf({
      'urls.py': `from dcim.models import Site
from utilities.views import register_model_view
from .views import Home

register_model_view(Site, 'things', path='demo-things')(Home)
urlpatterns = []
`,
    });
    expect(routes.routes).toMatchObject([
      { kind: 'core', path: 'dcim/sites/<int:pk>/demo-things/', name: 'dcim:site_things', view: 'demo.views.Home' },
    ]);
  });

  test('what is computed is undecided, not guessed', () => {
    const routes = routesOf({
      'urls.py': `import os
from django.urls import path
from .views import Home

urlpatterns = [path(os.environ['P'], Home.as_view(), name='p'), *os.environ['Q']]
`,
    });
    expect(lines(routes)).toEqual([]);
    expect(routes.undecided.map(one => one.reason)).toEqual([
      'a URL pattern with a computed path',
      'a URL pattern that is computed',
    ]);
  });
});

describe('routers', () => {
  const api = (views: string, register: string): string[] =>
    lines(
      routesOf({
        'api/__init__.py': '',
        'api/views.py': views,
        'api/urls.py': `from netbox.api.routers import NetBoxRouter
from . import views

router = NetBoxRouter()
${register}
urlpatterns = router.urls
`,
      }),
    ).filter(line => !line.includes('api-root'));

  const VIEWSET = `from netbox.api.viewsets import NetBoxModelViewSet, NetBoxReadOnlyModelViewSet
from rest_framework.decorators import action
from rest_framework.viewsets import ViewSet
from ..models import Thing


class Things(NetBoxModelViewSet):
    queryset = Thing.objects.prefetch_related('tags')

    @action(detail=True, methods=['post'], url_path='do-it')
    def do_it(self, request, pk):
        pass


class Status(ViewSet):
    def list(self, request):
        pass
`;

  test('list, detail and extra actions, each with its format suffix', () => {
    expect(api(VIEWSET, "router.register('things', views.Things)")).toEqual([
      'api/plugins/demo-app/^things/$ plugins-api:demo-api:thing-list demo.api.views.Things',
      'api/plugins/demo-app/^things\\.(?P<format>[a-z0-9]+)/?$ plugins-api:demo-api:thing-list demo.api.views.Things',
      'api/plugins/demo-app/^things/(?P<pk>[^/.]+)/$ plugins-api:demo-api:thing-detail demo.api.views.Things',
      'api/plugins/demo-app/^things/(?P<pk>[^/.]+)\\.(?P<format>[a-z0-9]+)/?$ plugins-api:demo-api:thing-detail demo.api.views.Things',
      'api/plugins/demo-app/^things/(?P<pk>[^/.]+)/do-it/$ plugins-api:demo-api:thing-do-it demo.api.views.Things',
      'api/plugins/demo-app/^things/(?P<pk>[^/.]+)/do-it\\.(?P<format>[a-z0-9]+)/?$ plugins-api:demo-api:thing-do-it demo.api.views.Things',
    ]);
  });

  test('a viewset has the routes of its methods; a given basename counts', () => {
    expect(api(VIEWSET, "router.register('', views.Status, basename='status')")).toEqual([
      'api/plugins/demo-app/^$ plugins-api:demo-api:status-list demo.api.views.Status',
      'api/plugins/demo-app/^\\.(?P<format>[a-z0-9]+)/?$ plugins-api:demo-api:status-list demo.api.views.Status',
    ]);
  });

  test('the API root is that of the router', () => {
    const routes = routesOf({
      'api/__init__.py': '',
      'api/urls.py': `from netbox.api.routers import NetBoxRouter
from rest_framework.routers import APIRootView


class Root(APIRootView):
    pass


router = NetBoxRouter()
router.APIRootView = Root
urlpatterns = router.urls
`,
    });
    expect(lines(routes)).toEqual([
      'api/plugins/demo-app/ plugins-api:demo-api:api-root demo.api.urls.Root',
      'api/plugins/demo-app/<drf_format_suffix:format> plugins-api:demo-api:api-root demo.api.urls.Root',
    ]);
  });
});
