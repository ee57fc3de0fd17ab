/**
 * What templates may use that is not NetBox's: Django's own tags, filters and libraries (union of Django 2.2 to 6.1, from
 * django/template/{defaulttags,defaultfilters,loader_tags}.py, django/templatetags and contrib.humanize), and the libraries of
 * packages that NetBox installs, whose content is not known here.
 */

/** Names that a library gives; `null` when they are not known, so that any name may come from it. */
export interface LibraryNames {
  readonly tags: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' ').filter(word => word !== ''));

/** What every Django template has without a `{% load %}`. */
export const DJANGO_BUILTINS: LibraryNames = {
  tags: words(
    'autoescape block comment csrf_token cycle debug extends filter firstof for if ifchanged ifequal ifnotequal include load lorem ' +
      'now partial partialdef querystring regroup resetcycle spaceless ssi templatetag url verbatim widthratio with',
  ),
  filters: words(
    'add addslashes capfirst center cut date default default_if_none dictsort dictsortreversed divisibleby escape escapejs escapeseq ' +
      'filesizeformat first floatformat force_escape get_digit iriencode join json_script last length length_is linebreaks ' +
      'linebreaksbr linenumbers ljust lower make_list phone2numeric pluralize pprint random rjust safe safeseq slice slugify ' +
      'stringformat striptags time timesince timeuntil title truncatechars truncatechars_html truncatewords truncatewords_html ' +
      'unordered_list upper urlencode urlize urlizetrunc wordcount wordwrap yesno',
  ),
};

const EMPTY: ReadonlySet<string> = new Set();

/** Libraries of Django and of the packages that NetBox installs, by the name that `{% load %}` takes. */
export const FOREIGN_LIBRARIES: ReadonlyMap<string, LibraryNames | null> = new Map<string, LibraryNames | null>([
  ['cache', { tags: words('cache'), filters: EMPTY }],
  [
    'i18n',
    {
      tags: words(
        'get_available_languages get_language_info get_language_info_list get_current_language get_current_language_bidi trans ' +
          'translate blocktrans blocktranslate language',
      ),
      filters: words('language_name language_name_translated language_name_local language_bidi'),
    },
  ],
  ['l10n', { tags: words('localize'), filters: words('localize unlocalize') }],
  ['static', { tags: words('get_static_prefix get_media_prefix static'), filters: EMPTY }],
  ['tz', { tags: words('localtime timezone get_current_timezone'), filters: words('localtime utc timezone') }],
  ['humanize', { tags: EMPTY, filters: words('ordinal intcomma intword apnumber naturalday naturaltime') }],
  ...[
    'admin_list',
    'admin_modify',
    'admin_urls',
    'log',
    'cacheops',
    'django_htmx',
    'django_rq',
    'django_tables2',
    'jquery_path',
    'mptt_admin',
    'mptt_tags',
    'rest_framework',
    'thumbnail',
  ].map(name => [name, null] as const),
]);

/** Templates that exist without NetBox shipping them, by their first folder: of Django and of the packages that NetBox installs. */
export const FOREIGN_TEMPLATES: ReadonlySet<string> = words(
  'admin auth registration django django_filters django_tables2 rest_framework debug_toolbar drf_spectacular drf_yasg django_rq ' +
    'django_prometheus strawberry_django graphene mptt postgres social_django sorl taggit thumbnail gis sitemaps flatpages jinja2',
);

/** Templates of NetBox that its plugin documentation offers for extension (docs/plugins/development/templates.md since 3.0; development.md before). */
export const DOCUMENTED_BASES = /^(?:base\.html|base\/layout\.html|generic\/(?!_)[\w/]+\.html)$/;

/** Roots of NetBox's page templates: nothing is above them. */
export const PAGE_ROOTS: ReadonlySet<string> = words('base.html _base.html base/base.html');

/** The app that brings a library of the table above, where it is not Django itself: by its label. */
export const LIBRARY_APPS: ReadonlyMap<string, string> = new Map([
  ['admin_list', 'admin'],
  ['admin_modify', 'admin'],
  ['admin_urls', 'admin'],
  ['log', 'admin'],
  ['cacheops', 'cacheops'],
  ['django_htmx', 'django_htmx'],
  ['django_rq', 'django_rq'],
  ['django_tables2', 'django_tables2'],
  ['humanize', 'humanize'],
  ['jquery_path', 'django_rq'],
  ['mptt_admin', 'mptt'],
  ['mptt_tags', 'mptt'],
  ['rest_framework', 'rest_framework'],
  ['thumbnail', 'thumbnail'],
]);
