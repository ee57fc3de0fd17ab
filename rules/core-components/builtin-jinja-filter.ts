import { defineRule } from '../../src/rule.ts';

/** Filters of Jinja 3.1 (jinja2/filters.py, FILTERS), and NetBox's own (docs/configuration/system.md, JINJA_FILTERS). */
const BUILT_IN: ReadonlySet<string> = new Set(
  (
    'abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format groupby indent int items ' +
    'join last length list lower map max min pprint random reject rejectattr replace reverse round safe select selectattr slice sort string ' +
    'striptags sum title tojson trim truncate unique upper urlencode urlize wordcount wordwrap xmlattr env'
  ).split(' '),
);

export default defineRule({
  id: 'builtin-jinja-filter',
  limit: 'core-components',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A Jinja filter of the plugin takes the name of a built-in one.',
  why: "From NetBox 4.7 on, a plugin's filters are put over those of Jinja and NetBox in every environment: the config templates, export templates, custom links and webhooks that operators have written then run the plugin's code.",
  remedy: 'Give the filter a name of its own, best with the name of the plugin in it.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    name: "Jinja or NetBox has a filter '{name}' itself, which this one replaces in every template of the operators. Give it a name of its own.",
  },
  invalid: [
    {
      title: 'In the dictionary of filters',
      forms: [105],
      netbox: '4.7',
      files: {
        'netbox_example/jinja_env.py': `import json


def tojson(value):
    return json.dumps(value)


filters = {'tojson': tojson}
`,
      },
      reports: [{ file: 'netbox_example/jinja_env.py', at: "'tojson'", message: 'name' }],
    },
    {
      title: 'From a loop over functions, given to the registering function',
      forms: [105],
      flow: true,
      netbox: '4.7',
      files: {
        'netbox_example/text.py': `def upper(value):
    return value.upper()


def shout(value):
    return upper(value) + '!'


NAMES = {'upper': upper, 'example_shout': shout}
`,
        'netbox_example/signals.py': `from netbox.plugins import registration

from . import text


def chosen(names):
    return {name: function for name, function in names.items()}


registration.register_jinja_filters(chosen(text.NAMES))
`,
      },
      reports: [{ file: 'netbox_example/text.py', at: "'upper'", message: 'name' }],
    },
  ],
  valid: [
    {
      title: 'A name of its own',
      forms: [105],
      netbox: '4.7',
      files: {
        'netbox_example/jinja_env.py': `def tojson(value):
    return str(value)


filters = {'example_tojson': tojson}
`,
      },
    },
    {
      title: 'A release that does not know filters of plugins',
      netbox: '4.6',
      files: {
        'netbox_example/jinja_env.py': `filters = {'upper': str.upper}
`,
      },
    },
  ],
  check(model, host, report) {
    const known = host.facts.symbol('netbox.plugins.registration.register_jinja_filters')?.releases ?? 0;
    const releases = known & host.releases;
    if (releases === 0) return;
    for (const filter of model.registrations.jinjaFilters) {
      if (filter.name === null || !BUILT_IN.has(filter.name)) continue;
      const some = releases === host.releases ? {} : { releases: host.versions(releases) };
      report(filter.at, 'name', { name: filter.name }, filter.optIn ? { ...some, severity: 'info' } : some);
    }
  },
});
