/** The plan: the documented steps of an installation, each with what it comes to for these packages. */
import { interactionsOf, orderOf, wordsOf } from '../configuration/together.ts';
import { exampleOf } from '../configuration/example.ts';
import { changesElsewhere, distinct, furtherSettings, sharedStatic, staticPaths } from '../removal/remains.ts';
import { installationPage, isDocumented, restartedServices } from './documented.ts';
import { plural, shellWord } from './words.ts';
import type { ConfigurationProblem, ProblemId } from '../configuration/check.ts';
import type { ReleasedSettings } from '../configuration/packages.ts';
import type { Interaction } from '../configuration/together.ts';
import type { HostFacts } from '../host/facts.ts';
import type { Configuration } from '../host/netbox/start/index.ts';
import type { InspectDocument, InspectedPlugin } from '../inspect/index.ts';
import type { Package } from '../package/index.ts';
import type {
  InstallLine,
  InstallPlan,
  InstallStep,
  InstallStepId,
  PlannedConflict,
  PlannedPackage,
  PlannedPlugin,
} from './schema.ts';

/** One package: what NetBox would do with it, and the settings of its plugins. */
export interface PlannedInput {
  readonly pkg: Package;
  readonly document: InspectDocument;
  readonly settings: readonly ReleasedSettings[];
}

export interface PlanInput {
  readonly inputs: readonly PlannedInput[];
  readonly facts: HostFacts;
  /** Name of the configuration.py, for the document. */
  readonly configuration: string | null;
  readonly given: Configuration | null;
  readonly problems: readonly ConfigurationProblem[];
}

/** What a plan is made from, once all is read. */
interface Basis extends PlanInput {
  readonly version: string;
  /** Index of the release into the facts. */
  readonly index: number;
  readonly packages: readonly PlannedPackage[];
  readonly plugins: readonly PlannedPlugin[];
  readonly settings: readonly ReleasedSettings[];
  readonly interactions: readonly Interaction[];
}

const text = (line: string): InstallLine => ({ kind: 'text', text: line });
const shell = (line: string): InstallLine => ({ kind: 'shell', text: line });
const python = (lines: string): InstallLine => ({ kind: 'python', text: lines });

export function installPlan(input: PlanInput): InstallPlan {
  const { inputs, facts, given } = input;
  const settings = inputs.flatMap(one => one.settings);
  const interactions = interactionsOf(settings);
  const modules = ordered(
    settings.map(one => one.plugin.module),
    interactions,
  );
  const plugins = modules.flatMap(module => {
    const inspected = inputs.flatMap(one => one.document.plugins).find(one => one.module === module);
    const own = settings.find(one => one.plugin.module === module);
    return inspected && own ? [plannedPlugin(inspected, own, given)] : [];
  });
  const version = inputs[0]?.document.plugins[0]?.netbox ?? inputs[0]?.document.netbox ?? '';
  const minor = version.split('.').slice(0, 2).join('.');
  const index = facts.releases.findIndex(one => one.split('.').slice(0, 2).join('.') === minor);
  const packages = inputs.map(plannedPackage);
  const basis: Basis = { ...input, version, index, packages, plugins, settings, interactions };
  return {
    version: 1,
    netbox: version,
    documentation: installationPage(version),
    configuration: input.configuration,
    packages,
    plugins,
    loads: plugins.every(one => one.outcome === 'loaded'),
    steps: stepsOf(basis),
    conflicts: conflictsOf(basis),
    undecided: undecidedOf(basis),
  };
}

/** The modules as they came, moved only where one has to stand before another. */
function ordered(modules: readonly string[], interactions: readonly Interaction[]): readonly string[] {
  const before = interactions.flatMap(one => {
    const order = orderOf(one);
    return order ? [order] : [];
  });
  const left = [...modules];
  const out: string[] = [];
  while (left.length > 0) {
    const free = left.findIndex(one => !before.some(([first, then]) => then === one && left.includes(first)));
    // Each of two stands before the other: no order is right, and the conflicts say so.
    out.push(...left.splice(Math.max(0, free), 1));
  }
  return out;
}

function plannedPackage({ pkg }: PlannedInput): PlannedPackage {
  const { name, version, requiresPython, requirements } = pkg.distribution;
  return {
    path: pkg.path,
    name: name?.value ?? null,
    version: version?.value ?? null,
    requirement: requirementOf(pkg),
    python: requiresPython?.value ?? null,
    brings: requirements.flatMap(one => (one.extra === undefined ? [one.text] : [])),
  };
}

/** `name==version`, where both are what such names are (PEP 508, PEP 440); else the path. */
function requirementOf({ distribution, path, kind }: Package): string {
  const name = distribution.name?.value ?? '';
  const version = distribution.version?.value ?? '';
  const isName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name);
  // What is in a folder need not be published.
  if (kind === 'directory' || !isName || !/^[\w.!+-]+$/.test(version)) return path;
  return `${name}==${version}`;
}

function plannedPlugin(
  {
    module,
    label,
    load,
    config,
    tables,
    permissions,
    static: files,
    routes,
    menu,
    apps,
    settings,
    jobs,
    commands,
    coreChanges,
  }: InspectedPlugin,
  own: ReleasedSettings,
  given: Configuration | null,
): PlannedPlugin {
  const bound = (name: string): string | null => {
    const value = config?.attributes[name];
    return typeof value === 'string' ? value : null;
  };
  const added = (name: string): string[] => {
    const entry = settings[name];
    const value: unknown = entry?.by === 'netbox' ? entry.added : [];
    return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
  };
  const required = own.settings.flatMap(one => (one.required ? [one.name] : []));
  const names = given?.names(module);
  return {
    module,
    label,
    minVersion: bound('min_version'),
    maxVersion: bound('max_version'),
    outcome: load.outcome,
    message: load.message,
    enabled: given?.plugins?.includes(module) ?? false,
    requiredSettings: required,
    missingSettings:
      names === undefined ? required : names === 'unknown' ? [] : required.filter(one => !names.has(one)),
    creates: {
      tables: tables.map(one => one.name),
      permissions: [...permissions],
      static: files.length,
      routes: routes.length,
      menuItems: menu.length,
      apps: [...apps],
      middleware: added('MIDDLEWARE'),
      queues: added('RQ_QUEUES'),
      eventsPipeline: added('EVENTS_PIPELINE'),
      jobs: jobs.flatMap(one => (one.interval === null ? [] : [one.name ?? one.class])),
      commands: [...commands],
      changesOfCore: distinct(coreChanges.map(one => one.target)),
    },
  };
}

// ---- steps -------------------------------------------------------------------------------------------------------------

const TITLES = {
  install: 'Install the Python package',
  requirements: 'Have it installed again with the next upgrade',
  enable: 'Enable the plugin',
  configure: 'Configure it',
  migrate: 'Run database migrations',
  collectstatic: 'Collect static files',
  reindex: 'Index what it makes searchable',
  restart: 'Restart NetBox',
  worker: 'Run workers for its queues',
} as const satisfies Record<InstallStepId, string>;

type Made = Pick<InstallStep, 'needed' | 'lines'>;

const MAKERS: Readonly<Record<InstallStepId, (basis: Basis) => Made | null>> = {
  install: installStep,
  requirements: requirementsStep,
  enable: enableStep,
  configure: configureStep,
  migrate: migrateStep,
  collectstatic: collectstaticStep,
  reindex: reindexStep,
  restart: restartStep,
  worker: workerStep,
};

const ORDER = Object.keys(MAKERS) as readonly InstallStepId[];

function stepsOf(basis: Basis): InstallStep[] {
  return ORDER.flatMap(id => {
    const made = MAKERS[id](basis);
    return made ? [{ id, title: TITLES[id], documented: isDocumented(id, basis.version), ...made }] : [];
  });
}

const MANAGE = shell('cd /opt/netbox/netbox/');

function installStep({ packages }: Basis): Made {
  return {
    needed: 'yes',
    lines: [
      text("Read the plugin's README first: it may ask for more than NetBox's steps, which are these."),
      shell('source /opt/netbox/venv/bin/activate'),
      ...packages.map(one => shell(`pip install ${shellWord(one.requirement)}`)),
      ...packages.flatMap(one => {
        const what = one.name ?? one.path;
        return [
          ...(one.python === null ? [] : [text(`${what} needs Python ${one.python}.`)]),
          ...(one.brings.length === 0 ? [] : [text(`${what} brings: ${one.brings.join(', ')}.`)]),
        ];
      }),
    ],
  };
}

function requirementsStep({ packages }: Basis): Made {
  return {
    needed: 'yes',
    lines: packages.map(one =>
      one.requirement === one.path
        ? text(
            `Put the absolute path of ${one.path}, or where pip can find it, into /opt/netbox/local_requirements.txt.`,
          )
        : shell(`echo ${shellWord(one.requirement)} >> /opt/netbox/local_requirements.txt`),
    ),
  };
}

function enableStep({ plugins, given, interactions }: Basis): Made {
  const missing = plugins.filter(one => !one.enabled);
  if (missing.length === 0) return { needed: 'no', lines: [text('PLUGINS has it already.')] };
  const known = given?.plugins ?? [];
  const list = known.length === 0 ? [] : ['    # …'];
  const lines = ['PLUGINS = [', ...list, ...missing.map(one => `    '${one.module}',`), ']'];
  return {
    needed: 'yes',
    lines: [
      text('In configuration.py:'),
      python(lines.join('\n')),
      ...interactions.flatMap(one => {
        const order = orderOf(one);
        return order ? [text(`'${order[0]}' before '${order[1]}': ${one.plugin} ${wordsOf(one)}.`)] : [];
      }),
    ],
  };
}

function configureStep({ plugins, settings, inputs }: Basis): Made | null {
  const lines: InstallLine[] = [];
  const missing = plugins.filter(one => one.missingSettings.length > 0);
  if (missing.length > 0) {
    const asked = missing.flatMap(one => {
      const own = settings.find(each => each.plugin.module === one.module);
      return own ? [{ ...own, settings: own.settings.filter(each => one.missingSettings.includes(each.name)) }] : [];
    });
    const [, section = ''] = exampleOf(asked).split('\n\n', 2);
    lines.push(text('NetBox does not start without these, in configuration.py:'), python(section.trimEnd()));
  }
  for (const { plugin, settings: own } of settings) {
    const further = own.filter(one => !one.required);
    if (further.length === 0) continue;
    const names = further.map(one => one.name).join(', ');
    lines.push(text(`Further settings of ${plugin.module}, which \`plugin-lint config example\` shows: ${names}.`));
  }
  const foreign = distinct(
    inputs.flatMap(one => one.settings.slice(0, 1).flatMap(({ model }) => furtherSettings(model))),
  );
  if (foreign.length > 0)
    lines.push(text(`It also reads settings that configuration.py cannot give: ${foreign.join(', ')}.`));
  if (lines.length === 0) return { needed: 'no', lines: [text('There is nothing to configure.')] };
  return { needed: missing.length > 0 ? 'yes' : 'no', lines };
}

function migrateStep({ plugins, inputs, settings }: Basis): Made {
  const models = modelsOf(settings);
  const hasMigrations = models.some(one => one.migrations.apps.some(app => app.nodes.length > 0));
  const lines: InstallLine[] = [];
  for (const { module, creates } of plugins) {
    if (creates.tables.length > 0)
      lines.push(text(`${module} makes ${plural(creates.tables.length, 'table')}: ${creates.tables.join(', ')}.`));
    if (creates.permissions.length > 0)
      lines.push(text(`${module} adds ${plural(creates.permissions.length, 'permission')}.`));
  }
  const elsewhere = distinct(models.flatMap(changesElsewhere));
  if (elsewhere.length > 0) lines.push(text(`It changes what is not the plugin's: ${elsewhere.join('; ')}.`));
  const hasModels = inputs.some(one => one.document.plugins.some(plugin => plugin.models.length > 0));
  if (!hasMigrations && !hasModels) {
    const unread = models.some(one => one.migrations.undecided.length > 0);
    return unread
      ? { needed: 'unknown', lines: [MANAGE, shell('python3 manage.py migrate')] }
      : { needed: 'no', lines: [text('It has neither models nor migrations.')] };
  }
  return { needed: 'yes', lines: [MANAGE, shell('python3 manage.py migrate'), ...lines] };
}

function collectstaticStep({ settings, index }: Basis): Made {
  const models = modelsOf(settings);
  const paths = models.flatMap(staticPaths);
  if (paths.length === 0) {
    return models.some(one => one.staticFiles.undecided.length > 0)
      ? { needed: 'unknown', lines: [MANAGE, shell('python3 manage.py collectstatic --no-input')] }
      : { needed: 'no', lines: [text('It has no static files.')] };
  }
  const shared = distinct(models.flatMap(one => sharedStatic(one, index)));
  return {
    needed: 'yes',
    lines: [
      MANAGE,
      shell('python3 manage.py collectstatic --no-input'),
      ...paths.map(({ path, files }) => text(`${plural(files, 'file')} in STATIC_ROOT/${path}`)),
      ...shared.map(path => text(`NetBox has a file at ${path} too, and its own is copied.`)),
    ],
  };
}

/** `search_indexes` since 3.4 (netbox/plugins/__init__.py). Tables that are new are empty. */
function reindexStep({ settings }: Basis): Made | null {
  const indexes = modelsOf(settings).flatMap(one => one.registrations.searchIndexes);
  if (indexes.length === 0) return null;
  return {
    needed: 'unknown',
    lines: [
      text('Only where objects are there already, as when the plugin was installed before:'),
      MANAGE,
      shell('python3 manage.py reindex --lazy'),
    ],
  };
}

function restartStep({ version, plugins }: Basis): Made {
  const background = plugins.some(({ creates }) => creates.jobs.length + creates.queues.length > 0);
  const services = background ? 'netbox netbox-rq' : restartedServices(version);
  return {
    needed: 'yes',
    lines: [
      shell(`sudo systemctl restart ${services}`),
      ...plugins.flatMap(({ module, creates }) =>
        creates.jobs.length === 0
          ? []
          : [text(`The worker then schedules the jobs of ${module}: ${creates.jobs.join(', ')}.`)],
      ),
    ],
  };
}

/** A queue of a plugin is served by no worker that NetBox's documentation sets up (netbox/settings.py, RQ_QUEUES; from 3.0). */
function workerStep({ plugins }: Basis): Made | null {
  const queues = plugins.flatMap(one => one.creates.queues);
  if (queues.length === 0) return null;
  return {
    needed: 'yes',
    lines: [
      text('The worker that NetBox sets up serves high, default and low only:'),
      MANAGE,
      shell(`python3 manage.py rqworker ${queues.map(shellWord).join(' ')}`),
    ],
  };
}

const modelsOf = (settings: readonly ReleasedSettings[]): ReleasedSettings['model'][] => [
  ...new Set(settings.map(one => one.model)),
];

// ---- conflicts ---------------------------------------------------------------------------------------------------------

/** What the steps themselves see to, or what is about packages that were not given. */
const EXPECTED: readonly ProblemId[] = ['plugin-not-enabled', 'required-setting', 'plugin-without-package'];

function conflictsOf({ plugins, problems, settings, given, facts, interactions }: Basis): PlannedConflict[] {
  const found: PlannedConflict[] = [];
  for (const { module, outcome, message } of plugins) {
    if (outcome !== 'loaded' && message !== null) {
      const id = outcome === 'skipped' ? 'plugin-skipped' : 'plugin-refused';
      found.push({ id, severity: 'error', message, plugin: module });
    }
  }
  for (const { id, severity, message, plugin, line } of problems) {
    const known = plugin === null || settings.some(one => one.plugin.module === plugin);
    if (EXPECTED.includes(id) || (id === 'unknown-plugin' && !known && severity === 'warning')) continue;
    found.push({ id, severity, message, plugin, line });
  }
  // A configuration that is given has been held against them already.
  if (given === null) {
    for (const one of interactions) {
      if (one.kind !== 'label' && one.kind !== 'base-url') continue;
      const severity = one.kind === 'label' ? 'error' : 'warning';
      found.push({ id: 'plugin-clash', severity, message: `${one.plugin} ${wordsOf(one)}.`, plugin: one.plugin });
    }
  }
  found.push(...absentApps(settings, facts));
  return found;
}

/** Apps of Django and of NetBox's own libraries whose migrations plugins depend on (netbox/settings.py, INSTALLED_APPS). */
const LIBRARY_APPS: ReadonlySet<string> = new Set([
  'admin',
  'auth',
  'contenttypes',
  'sessions',
  'django_rq',
  'social_django',
  'taggit',
  'thumbnail',
  'sites',
]);

/** Apps that migrations depend on, and that nobody here brings. */
function absentApps(settings: readonly ReleasedSettings[], facts: HostFacts): PlannedConflict[] {
  const brought = new Set(settings.flatMap(one => [one.plugin.label, ...one.model.migrations.labels]));
  const found = new Map<string, PlannedConflict>();
  for (const { plugin, model } of settings) {
    for (const node of model.migrations.apps.flatMap(one => one.nodes)) {
      for (const { app, certain } of node.dependencies) {
        if (!certain || brought.has(app) || facts.apps().has(app) || LIBRARY_APPS.has(app) || found.has(app)) continue;
        const message = `A migration of ${plugin.module} depends on the app '${app}', which neither NetBox nor the packages given bring: enable the plugin that has it, too.`;
        found.set(app, { id: 'needed-app', severity: 'warning', message, plugin: plugin.module });
      }
    }
  }
  return [...found.values()];
}

function undecidedOf({ inputs }: Basis): string[] {
  return distinct(
    inputs.flatMap(({ document }) =>
      document.plugins.flatMap(({ undecided }) =>
        undecided.map(({ field, reason, file }) => `${field}: ${reason}${file === undefined ? '' : ` (${file})`}`),
      ),
    ),
  );
}
