/** Tags that enclose: how each is closed and what may stand between (Django 4.2 to 6.0: defaulttags, loader_tags, i18n, l10n, tz, cache). */

interface BlockTag {
  readonly end: readonly string[];
  readonly middle?: readonly string[];
}

const closedBy = (...end: string[]): BlockTag => ({ end });

export const BLOCK_TAGS: ReadonlyMap<string, BlockTag> = new Map<string, BlockTag>([
  ['autoescape', closedBy('endautoescape')],
  ['block', closedBy('endblock')],
  ['blocktrans', { end: ['endblocktrans'], middle: ['plural'] }],
  ['blocktranslate', { end: ['endblocktranslate'], middle: ['plural'] }],
  ['cache', closedBy('endcache')],
  ['comment', closedBy('endcomment')],
  ['filter', closedBy('endfilter')],
  ['for', { end: ['endfor'], middle: ['empty'] }],
  ['if', { end: ['endif'], middle: ['elif', 'else'] }],
  ['ifchanged', { end: ['endifchanged'], middle: ['else'] }],
  ['ifequal', { end: ['endifequal'], middle: ['else'] }],
  ['ifnotequal', { end: ['endifnotequal'], middle: ['else'] }],
  ['language', closedBy('endlanguage')],
  ['localize', closedBy('endlocalize')],
  ['localtime', closedBy('endlocaltime')],
  ['partialdef', closedBy('endpartialdef')],
  ['spaceless', closedBy('endspaceless')],
  ['timezone', closedBy('endtimezone')],
  ['verbatim', closedBy('endverbatim')],
  ['with', closedBy('endwith')],
]);

/** The tag that an end tag closes, for Django's own. */
export const END_TAGS: ReadonlyMap<string, string> = new Map(
  [...BLOCK_TAGS].flatMap(([name, tag]) => tag.end.map(end => [end, name] as const)),
);

export const MIDDLE_TAGS: ReadonlySet<string> = new Set([...BLOCK_TAGS.values()].flatMap(tag => tag.middle ?? []));

/** Tags whose output is nothing: in HTML they are as good as space. */
export const SILENT_TAGS: ReadonlySet<string> = new Set([
  ...BLOCK_TAGS.keys(),
  ...END_TAGS.keys(),
  ...MIDDLE_TAGS,
  'extends',
  'load',
  'regroup',
  'resetcycle',
  'debug',
]);

/** Arguments of these are no filter expressions. */
export const RAW_TAGS: ReadonlySet<string> = new Set([
  'load',
  'block',
  'comment',
  'verbatim',
  'partialdef',
  'partial',
  'templatetag',
]);
