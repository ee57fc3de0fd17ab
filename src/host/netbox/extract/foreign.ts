/**
 * What must be known of classes of other distributions to read NetBox's models and API views: the fields that abstract
 * models of Django, django-mptt and django-taggit bring along, and the routes that DRF's base classes offer.
 * Stable over the versions that NetBox 2.8 to 4.7 require (Django 3.0 to 6.1, DRF 3.11 to 3.18).
 */

/** Field facts of a foreign model: name, type, related label. */
export interface ForeignModel {
  readonly abstract: boolean;
  readonly fields: readonly (readonly [name: string, type: string, related: string | null])[];
  /** The table of a concrete one. */
  readonly table?: string;
  /** Label of a concrete one. */
  readonly label?: string;
}

const PERMISSIONS_MIXIN = [
  ['is_superuser', 'BooleanField', null],
  ['groups', 'ManyToManyField', 'auth.Group'],
  ['user_permissions', 'ManyToManyField', 'auth.Permission'],
] as const;

const BASE_USER = [
  ['password', 'CharField', null],
  ['last_login', 'DateTimeField', null],
] as const;

const ABSTRACT_USER = [
  ...BASE_USER,
  ...PERMISSIONS_MIXIN,
  ['username', 'CharField', null],
  ['first_name', 'CharField', null],
  ['last_name', 'CharField', null],
  ['email', 'EmailField', null],
  ['is_staff', 'BooleanField', null],
  ['is_active', 'BooleanField', null],
  ['date_joined', 'DateTimeField', null],
] as const;

/** By the path under which the classes are imported. */
export const FOREIGN_MODELS: ReadonlyMap<string, ForeignModel> = new Map<string, ForeignModel>([
  ['django.db.models.Model', { abstract: true, fields: [] }],
  [
    'mptt.models.MPTTModel',
    {
      abstract: true,
      // django-mptt adds them in its metaclass (mptt/models.py, MPTTModelBase.register).
      fields: [
        ['lft', 'PositiveIntegerField', null],
        ['rght', 'PositiveIntegerField', null],
        ['tree_id', 'PositiveIntegerField', null],
        ['level', 'PositiveIntegerField', null],
      ],
    },
  ],
  ['django.contrib.auth.models.AbstractBaseUser', { abstract: true, fields: BASE_USER }],
  ['django.contrib.auth.models.PermissionsMixin', { abstract: true, fields: PERMISSIONS_MIXIN }],
  ['django.contrib.auth.models.AbstractUser', { abstract: true, fields: ABSTRACT_USER }],
  [
    'django.contrib.auth.models.User',
    { abstract: false, fields: ABSTRACT_USER, table: 'auth_user', label: 'auth.User' },
  ],
  [
    'django.contrib.auth.models.Group',
    {
      abstract: false,
      fields: [
        ['name', 'CharField', null],
        ['permissions', 'ManyToManyField', 'auth.Permission'],
      ],
      table: 'auth_group',
      label: 'auth.Group',
    },
  ],
  [
    'django.contrib.auth.models.Permission',
    {
      abstract: false,
      fields: [
        ['name', 'CharField', null],
        ['content_type', 'ForeignKey', 'contenttypes.ContentType'],
        ['codename', 'CharField', null],
      ],
      table: 'auth_permission',
      label: 'auth.Permission',
    },
  ],
  [
    'django.contrib.contenttypes.models.ContentType',
    {
      abstract: false,
      fields: [
        ['app_label', 'CharField', null],
        ['model', 'CharField', null],
      ],
      table: 'django_content_type',
      label: 'contenttypes.ContentType',
    },
  ],
  [
    'taggit.models.TagBase',
    {
      abstract: true,
      fields: [
        ['name', 'CharField', null],
        ['slug', 'SlugField', null],
      ],
    },
  ],
  ['taggit.models.ItemBase', { abstract: true, fields: [] }],
  [
    'taggit.models.GenericTaggedItemBase',
    {
      abstract: true,
      fields: [
        ['object_id', 'IntegerField', null],
        ['content_type', 'ForeignKey', 'contenttypes.ContentType'],
        ['content_object', 'GenericForeignKey', null],
      ],
    },
  ],
]);

/** Actions that DRF's classes bring (`rest_framework.mixins`, `rest_framework.viewsets`). */
export const FOREIGN_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['CreateModelMixin', ['create']],
  ['ListModelMixin', ['list']],
  ['RetrieveModelMixin', ['retrieve']],
  ['UpdateModelMixin', ['update', 'partial_update']],
  ['DestroyModelMixin', ['destroy']],
  ['ReadOnlyModelViewSet', ['list', 'retrieve']],
  ['ModelViewSet', ['list', 'create', 'retrieve', 'update', 'partial_update', 'destroy']],
]);
