/**
 * What plugins are held to: the five limits that NetBox's documentation sets ("A plugin may not", docs/plugins/index.md,
 * Limitations, unchanged from v2.8 to v4.7), and four that follow from how NetBox loads and removes plugins.
 */

/** A limit: its id, its title, and the documented sentence it rests on. */
export interface Limit {
  readonly id: string;
  readonly title: string;
  /** The sentence of the documentation, quoted. */
  readonly sentence: string;
  /** File of NetBox's documentation that has the sentence, and its heading. */
  readonly source: string;
}

const INDEX = 'docs/plugins/index.md, Limitations';

export const LIMITS = [
  {
    id: 'core-models',
    title: 'Modify core models',
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    source: INDEX,
  },
  {
    id: 'urls',
    title: 'Register URLs outside the /plugins root',
    sentence: 'All plugin URLs are restricted to this path to prevent path collisions with core or other plugins.',
    source: INDEX,
  },
  {
    id: 'core-templates',
    title: 'Override core templates',
    sentence: 'Plugins can inject additional content where supported, but may not manipulate or remove core content.',
    source: INDEX,
  },
  {
    id: 'core-settings',
    title: 'Modify core settings',
    sentence:
      'A configuration registry is provided for plugins, however they cannot alter or delete the core configuration.',
    source: INDEX,
  },
  {
    id: 'core-components',
    title: 'Disable core components',
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    source: INDEX,
  },
  {
    id: 'config',
    title: 'Plugin configuration',
    sentence: "NetBox looks for the config variable within a plugin's __init__.py to load its configuration.",
    source: 'docs/plugins/development/index.md, PluginConfig',
  },
  {
    id: 'version-bounds',
    title: 'Supported NetBox releases',
    sentence: 'Any part of the NetBox code base not documented here is not part of the supported plugins API.',
    source: 'docs/plugins/development/index.md, introduction (since v2.9)',
  },
  {
    id: 'migrations',
    title: 'Migrations and removal',
    sentence: 'Drop each of the listed tables to remove it from the database',
    source: 'docs/plugins/removal.md, Drop Database Tables (the tables listed by \\dt pluginname_*)',
  },
  {
    id: 'packaging',
    title: 'Packaging',
    sentence:
      'A plugin is essentially a self-contained Django app which gets installed alongside NetBox to provide custom functionality.',
    source: 'docs/plugins/development/index.md, introduction',
  },
] as const satisfies readonly Limit[];

/** Id of a limit. */
export type LimitId = (typeof LIMITS)[number]['id'];
