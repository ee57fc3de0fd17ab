/**
 * What sort of class a class is, decided by the foreign classes among its ancestors (Django, Django REST framework,
 * django-filter, django-tables2, Strawberry, Graphene) or by the host's own roots.
 */
import type { ClassFamily } from '../facts.ts';

/** An ancestor's dotted path → the family of its descendants. The first match among the ancestors, nearest first, decides. */
const ROOTS: ReadonlyMap<string, ClassFamily> = new Map<string, ClassFamily>([
  ['netbox.plugins.PluginConfig', 'plugin-config'],
  ['extras.plugins.PluginConfig', 'plugin-config'],
  ['netbox.plugins.templates.PluginTemplateExtension', 'template-extension'],
  ['extras.plugins.templates.PluginTemplateExtension', 'template-extension'],
  ['extras.plugins.PluginTemplateExtension', 'template-extension'],
  ['netbox.ui.panels.Panel', 'panel'],
  ['utilities.choices.ChoiceSet', 'choices'],
  ['django.contrib.auth.middleware.RemoteUserMiddleware', 'middleware'],
  ['django.utils.deprecation.MiddlewareMixin', 'middleware'],
  ['django.db.models.Choices', 'choices'],
  ['django.db.models.TextChoices', 'choices'],
  ['django.db.models.IntegerChoices', 'choices'],
  ['graphene.ObjectType', 'graphql'],
  ['graphene_django.DjangoObjectType', 'graphql'],
  ['mptt.querysets.TreeQuerySet', 'queryset'],
  ['mptt.managers.TreeManager', 'manager'],
]);

/** Modules of other distributions whose classes share a family: the longest prefix of an ancestor's path decides. */
const PREFIXES: readonly (readonly [prefix: string, named: RegExp, family: ClassFamily])[] = [
  ['rest_framework.viewsets.', /./, 'viewset'],
  ['rest_framework.serializers.', /Serializer$/, 'serializer'],
  ['rest_framework.', /View$/, 'view'],
  ['rest_framework.', /Mixin$/, 'viewset'],
  ['django_filters.', /FilterSet$/, 'filterset'],
  ['django_tables2.', /^Table$/, 'table'],
  ['django.forms.', /Form$/, 'form'],
  ['django.contrib.auth.forms.', /Form$/, 'form'],
  ['django.views.', /View$|Mixin$/, 'view'],
  ['django.contrib.auth.mixins.', /./, 'view'],
  ['django.contrib.auth.views.', /View$/, 'view'],
  ['django.db.models.', /^Model$/, 'model'],
  ['django.db.models.', /Manager$/, 'manager'],
  ['django.db.models.', /QuerySet$/, 'queryset'],
  ['django.db.models.', /Field$|Key$/, 'field'],
  ['django.contrib.postgres.fields.', /./, 'field'],
  ['django.contrib.contenttypes.fields.', /./, 'field'],
  ['django.contrib.contenttypes.models.', /^ContentType$/, 'model'],
  ['django.contrib.contenttypes.models.', /Manager$/, 'manager'],
  ['django.contrib.auth.models.', /Manager$/, 'manager'],
  ['django.contrib.auth.models.', /./, 'model'],
  ['mptt.models.', /Model$/, 'model'],
  ['mptt.models.', /(?:Key|Field)$/, 'field'],
  ['taggit.models.', /./, 'model'],
  ['strawberry', /View$/, 'view'],
  ['strawberry', /./, 'graphql'],
  ['graphene', /View$/, 'view'],
  ['graphene', /./, 'graphql'],
];

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** The family that a foreign or host root class founds, if it founds one. */
function rootFamily(path: string): ClassFamily | undefined {
  if (founded.has(path)) return founded.get(path);
  const name = lastName(path);
  const family =
    ROOTS.get(path) ?? PREFIXES.find(([prefix, named]) => path.startsWith(prefix) && named.test(name))?.[2];
  founded.set(path, family);
  return family;
}

/** Hundreds of classes have the same few dozen ancestors. */
const founded = new Map<string, ClassFamily | undefined>();

/**
 * The family of a class. `ancestors` are dotted paths, nearest first. A class without a telling ancestor is judged by
 * where it stands: Strawberry types are plain decorated classes of a `graphql` package, middleware are plain callables.
 */
export function familyOf(path: string, ancestors: readonly string[]): ClassFamily {
  const own = rootFamily(path);
  if (own) return own;
  let view: ClassFamily | undefined;
  for (const ancestor of ancestors) {
    const family = rootFamily(ancestor);
    // An access mixin stands before a form or a viewset in no host class, but a DRF mixin stands before its viewset.
    if (family === 'view') view = family;
    else if (family) return family;
  }
  if (view) return view;
  if (/\.graphql(?:\.|$)/.test(path)) return 'graphql';
  if (/\.middleware\.\w+Middleware$/.test(path)) return 'middleware';
  return 'other';
}
