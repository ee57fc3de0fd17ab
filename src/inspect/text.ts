/** The document as an operator reads it before a plugin is installed. */
import pc from 'picocolors';
import { escapeText } from '../report/terminal.ts';
import type { InspectDocument, InspectedPlugin, Reached } from './schema.ts';

export interface TextOptions {
  readonly color: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;

/** A heading with the lines under it; a section without lines is left out. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Renders the document. Everything that comes from the package is escaped. */
export function inspectText(document: InspectDocument, { color }: TextOptions): string {
  const colors = pc.createColors(color);
  const { name, version, path } = document.package;
  const title = name === null ? path : `${name} ${version ?? '(version unknown)'}`;
  const blocks = document.plugins.map(plugin => pluginText(plugin, title, colors));
  const notes = document.notes.map(note => `${colors.dim('note:')} ${escapeText(note)}`);
  return `${[...blocks, ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n')}\n`;
}

function pluginText(plugin: InspectedPlugin, title: string, colors: Colors): string {
  const head = `${colors.bold(escapeText(title))}: plugin ${colors.bold(escapeText(plugin.module))} on NetBox ${plugin.netbox}`;
  const sections = SECTIONS.map(make => make(plugin)).filter(({ lines }) => lines.length > 0);
  const body = sections.map(
    section => `${colors.underline(section.title)}\n${section.lines.map(line => `  ${escapeText(line)}`).join('\n')}`,
  );
  return [`${head}\n${loadText(plugin, colors)}`, ...body].join('\n\n');
}

function loadText({ load, apps }: InspectedPlugin, colors: Colors): string {
  const lines: string[] = [];
  switch (load.outcome) {
    case 'loaded':
      lines.push(`${colors.green('NetBox starts and loads it')} (apps: ${escapeText(apps.join(', '))}).`);
      break;
    case 'skipped':
      lines.push(`${colors.yellow('NetBox starts without it')}: ${escapeText(load.message ?? '')}`);
      break;
    case 'refused':
      lines.push(
        `${colors.red('NetBox does not start with it')}, at the step "${load.step ?? ''}"${placeText(load)}:`,
        `${escapeText(load.exception ?? '')}: ${escapeText(load.message ?? '')}`,
      );
      break;
  }
  if (load.outcome !== 'loaded')
    lines.push('So it adds nothing; below is what its code says. Another release: --netbox.');
  for (const problem of load.problems) {
    const exception = problem.exception === null ? '' : `${problem.exception}: `;
    const silent = problem.swallowed ? ', which NetBox passes over' : '';
    lines.push(
      `${colors.yellow(PROBLEMS[problem.step])}${silent}${escapeText(placeText(problem))}: ${escapeText(`${exception}${problem.message}`)}`,
    );
  }
  if (load.ignored.length > 0) lines.push(`This release does not read: ${escapeText(load.ignored.join(', '))}.`);
  return lines.join('\n');
}

const PROBLEMS: Readonly<Record<InspectedPlugin['load']['problems'][number]['step'], string>> = {
  resource: 'a part of it is not loaded',
  urls: 'its URLs do not load',
  graphql: 'the GraphQL schema does not load',
  check: 'the system check fails',
  wsgi: 'the web server does not start',
  migrate: '`migrate` fails',
  collectstatic: 'a static file is left out',
};

function placeText({ file, line }: { readonly file?: string; readonly line?: number }): string {
  return file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
}

const list = (names: readonly string[]): string => names.join(', ');

/** `needs a, b` for permissions; nothing without any. */
const needs = (permissions: readonly string[]): string =>
  permissions.length > 0 ? `, needs ${list(permissions)}` : '';

function reached(entries: readonly Reached[]): string[] {
  return entries.map(one => `${one.what}, ${WHEN[one.phase]}${placeText(one)}`);
}

const WHEN: Readonly<Record<Reached['phase'], string>> = {
  import: 'while NetBox starts',
  validate: 'while NetBox reads its settings',
  ready: 'while NetBox starts (ready)',
  signal: 'when a signal is sent',
  request: 'while a request is served',
  migration: 'in a migration',
  job: 'in a background job',
  command: 'in a management command',
  call: 'when it is called',
  dead: 'in code that nothing calls',
};

const SECTIONS: readonly ((plugin: InspectedPlugin) => Section)[] = [
  ({ pluginSettings: { required, defaults, read }, settings }) => {
    const known = new Set([...required, ...Object.keys(defaults)]);
    const others = read.filter(name => !known.has(name));
    return {
      title: 'Settings',
      lines: [
        ...(required.length > 0 ? [`required in PLUGINS_CONFIG: ${list(required)}`] : []),
        ...Object.entries(defaults).map(
          ([name, value]) =>
            `${name} = ${JSON.stringify(value)}${read.includes(name) ? '' : ' (not read by that name)'}`,
        ),
        ...(others.length > 0 ? [`read, but not declared: ${list(others)}`] : []),
        ...Object.entries(settings)
          .filter(([name]) => !USUAL_SETTINGS.has(name))
          .map(([name, { added, by }]) =>
            by === 'plugin' ? `changes Django's ${name} by itself` : `adds to ${name}: ${JSON.stringify(added)}`,
          ),
      ],
    };
  },
  ({ routes }) => ({
    title: `Routes (${routes.length})`,
    lines: routes.map(one => `/${one.path}  ${one.name ?? '(no name)'}  ${one.view}`),
  }),
  ({ tables }) => ({
    title: `Tables (${tables.length})`,
    lines: tables.flatMap(table => [
      table.name,
      ...table.columns.map(
        one =>
          `  ${one.name}  ${one.type}${one.collation === null ? '' : ` collate ${one.collation}`}${one.null ? '' : ' not null'}${one.identity ? ' identity' : ''}${one.default === null ? '' : ` ${one.generated ? 'generated' : 'default'} ${one.default}`}`,
      ),
      ...table.constraints.map(one => `  constraint ${one.name}  ${one.definition}`),
      // An index behind a constraint says the same again.
      ...table.indexes
        .filter(index => table.constraints.every(one => one.name !== index.name))
        .map(
          one =>
            `  ${one.definition.replace(/^CREATE (UNIQUE )?INDEX (\S+) ON \S+ /, (_, unique: string | undefined, name: string) => `${unique === undefined ? '' : 'unique '}index ${name}  `)}`,
        ),
    ]),
  }),
  ({ models }) => {
    const special = models.filter(one => !one.managed || one.proxy);
    return {
      title: 'Models without a table of their own',
      lines: special.map(one => `${one.model}: ${one.proxy ? 'proxy of' : 'unmanaged'} ${one.table}`),
    };
  },
  ({ menu }) => ({
    title: 'Menu',
    lines: menu.flatMap(item => [
      `${item.menu} / ${item.group} / ${item.text}: ${item.link}${needs(item.permissions)}`,
      ...item.buttons.map(one => `  button ${one.title}: ${one.link}${needs(one.permissions)}`),
    ]),
  }),
  ({ templateExtensions }) => ({
    title: 'Put into pages of NetBox',
    lines: templateExtensions.map(
      one =>
        `${one.class}: ${one.models === null ? 'all models' : list(one.models)}${one.hooks.length > 0 ? ` (${list(one.hooks)})` : ''}`,
    ),
  }),
  ({ middleware }) => ({ title: 'Middleware', lines: middleware }),
  ({ templates, shadows }) => ({
    title: `Templates (${templates.length})`,
    lines: [
      ...shadows.map(one => `${one.template}: a template of NetBox as well; ${WINS[one.wins]}`),
      ...templates.filter(name => !shadows.some(one => one.template === name)),
    ],
  }),
  ({ static: files }) => ({ title: 'Static files', lines: files.length > 0 ? [countByFolder(files)] : [] }),
  ({ signals }) => ({
    title: 'Signal handlers',
    lines: signals.map(one => `${one.signal} of ${one.sender ?? 'anything'}: ${one.handler}`),
  }),
  ({ jobs, commands }) => ({
    title: 'Jobs and commands',
    lines: [
      ...jobs.map(
        one => `job ${one.name ?? one.class}${one.interval === null ? '' : `, run by NetBox (${one.interval})`}`,
      ),
      ...commands.map(name => `manage.py ${name}`),
    ],
  }),
  ({ permissions }) => ({
    title: `Permissions (${permissions.length})`,
    lines: permissions.length > 0 ? [list(permissions)] : [],
  }),
  ({ coreChanges }) => ({
    title: 'Changes of what is not its own',
    lines: coreChanges.map(one => `${one.target}: ${one.what}, ${WHEN[one.phase]}${placeText(one)}`),
  }),
  ({ reach }) => ({ title: 'Network', lines: reached(reach.network) }),
  ({ reach }) => ({ title: 'Processes', lines: reached(reach.processes) }),
  ({ reach }) => ({ title: 'Files', lines: reached(reach.files) }),
  ({ undecided }) => ({ title: 'Not known', lines: unknown(undecided) }),
];

/** One line for a field and a reason, with all places. */
function unknown(undecided: InspectedPlugin['undecided']): string[] {
  const places = new Map<string, string[]>();
  for (const one of undecided) {
    const key = `${one.field}: ${one.reason}`;
    const known = places.get(key);
    const at = placeText(one)
      .trim()
      .replace(/^\(|\)$/g, '');
    if (known) known.push(at);
    else places.set(key, [at]);
  }
  return [...places].map(([key, at]) => {
    const shown = at.filter(one => one !== '').slice(0, MOST_PLACES);
    const more = at.length > MOST_PLACES ? ` and ${at.length - MOST_PLACES} more` : '';
    return shown.length === 0 ? key : `${key} (${shown.join(', ')}${more})`;
  });
}

const MOST_PLACES = 4;

/** Settings that every plugin changes. */
const USUAL_SETTINGS: ReadonlySet<string> = new Set(['INSTALLED_APPS', 'PLUGINS', 'PLUGINS_CONFIG', 'MIDDLEWARE']);

const WINS: Readonly<Record<InspectedPlugin['shadows'][number]['wins'], string>> = {
  core: "NetBox's is used",
  plugin: "the plugin's is used",
  undecided: 'which one is used is not known',
};

/** `12 files below netbox_example/`. */
function countByFolder(files: readonly string[]): string {
  const folders = new Map<string, number>();
  for (const file of files) {
    const slash = file.indexOf('/');
    const folder = slash < 0 ? '(top)' : file.slice(0, slash + 1);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return [...folders].map(([folder, count]) => `${count} below ${folder}`).join(', ');
}
