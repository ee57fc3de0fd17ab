import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'early-graphql-import',
  limit: 'config',
  severity: 'warning',
  breaks: true,
  since: '0.1.0',
  summary: 'Core GraphQL types are imported while plugins are set up.',
  why: 'From NetBox 4.7 on, plugins extend core GraphQL types before these are built. Importing a module with such types builds them at once; an extension that this or another plugin registers afterwards raises ImproperlyConfigured, and NetBox does not start.',
  remedy:
    "Refer to core types by name (`Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')]`), and import them under `TYPE_CHECKING` only.",
  source: {
    sentence: 'They must not import core GraphQL modules (e.g. `dcim.graphql.types`) at module level.',
    where: 'docs/plugins/development/graphql-api.md, Extending Core Types & Filters (4.7)',
  },
  messages: {
    own: {
      text: "This builds the types of {module} before the plugin's own extension of {label} is registered, so that NetBox 4.7 does not start. Refer to the types with strawberry.lazy().",
      severity: 'error',
    },
    others: {
      text: 'This builds the types of {module} while plugins are set up: where another plugin extends one of them, NetBox 4.7 does not start. Refer to the types with strawberry.lazy().',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'In the module of the extensions',
      forms: [108],
      netbox: '4.7',
      files: {
        'netbox_example/graphql_extensions.py': `import strawberry
from dcim.graphql.types import DeviceType


@strawberry.type
class DeviceWidgets:
    models = ['dcim.device']

    @strawberry.field
    def example_twin(self) -> DeviceType:
        return self


type_extensions = [DeviceWidgets]
`,
      },
      reports: [{ file: 'netbox_example/graphql_extensions.py', at: 'DeviceType', nth: 1, message: 'own' }],
    },
    {
      title: 'Through a helper that the template extensions import',
      forms: [108],
      flow: true,
      netbox: '4.7',
      files: {
        'netbox_example/helpers.py': `import ipam.graphql.filters as core

FILTER = core.PrefixFilter
`,
        'netbox_example/template_content.py': `from .helpers import FILTER

template_extensions = []
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'ipam.graphql.filters as core', message: 'others' }],
    },
  ],
  valid: [
    {
      title: 'By name, for a type checker, and in the schema, which is loaded later',
      forms: [108],
      netbox: '4.7',
      files: {
        'netbox_example/graphql.py': `import strawberry
from dcim.graphql.types import DeviceType


@strawberry.type
class ExampleQuery:
    example_device: DeviceType


schema = [ExampleQuery]
`,
        'netbox_example/graphql_extensions.py': `from typing import TYPE_CHECKING, Annotated

import strawberry
from netbox.graphql.types import BaseObjectType

if TYPE_CHECKING:
    from dcim.graphql.types import DeviceType


@strawberry.type
class DeviceWidgets:
    models = ['dcim.device']

    @strawberry.field
    def example_twin(self) -> Annotated['DeviceType', strawberry.lazy('dcim.graphql.types')]:
        return self


type_extensions = [DeviceWidgets]
`,
      },
    },
  ],
  check(model, host, report) {
    const known = host.facts.symbol('netbox.plugins.registration.register_graphql_type_extensions')?.releases ?? 0;
    const releases = known & host.releases;
    if (releases === 0) return;
    const labels = model.registrations.graphqlExtensions.flatMap(extension => extension.models);
    const some = releases === host.releases ? {} : { releases: host.versions(releases) };
    for (const { module, at, trace } of model.registrations.earlyGraphqlImports) {
      // A module of one app has the types of that app; what else it builds is not looked for.
      const label = labels.find(one => one.toLowerCase().startsWith(`${module.split('.', 1)[0] ?? module}.`));
      if (label === undefined) report(at, 'others', { module }, { ...some, trace });
      else report(at, 'own', { module, label }, { ...some, trace });
    }
  },
});
