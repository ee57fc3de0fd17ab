import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'graphql-query-field',
  limit: 'core-components',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "A field of the plugin's GraphQL schema has the name of one of NetBox's own.",
  why: "NetBox derives its query from its own classes and then from the plugins': of two fields of one name NetBox's wins, and the plugin's can never be asked for.",
  remedy: 'Name the field after the plugin and its model.',
  source: {
    sentence: "A plugin can extend NetBox's GraphQL API by registering its own schema class.",
    where: 'docs/plugins/development/graphql-api.md, Defining the Schema Class',
  },
  messages: {
    field:
      "NetBox's GraphQL query has a field '{name}' itself ({cls}), which wins, so that this one is never seen. Give it a name of its own.",
  },
  invalid: [
    {
      title: "Core's names",
      forms: [107],
      files: {
        'netbox_example/graphql.py': `import strawberry
import strawberry_django


@strawberry.type
class ExampleQuery:
    device: int
    site_list: list[int] = strawberry_django.field()


schema = [ExampleQuery]
`,
      },
      reports: [
        { file: 'netbox_example/graphql.py', at: 'device', message: 'field' },
        { file: 'netbox_example/graphql.py', at: 'site_list', message: 'field' },
      ],
    },
    {
      title: 'From a base class, through a function that gives the schema',
      forms: [107],
      flow: true,
      files: {
        'netbox_example/queries.py': `import strawberry


class Base:
    @strawberry.field
    def prefix_list(self) -> list[int]:
        return []


@strawberry.type
class ExampleQuery(Base):
    @strawberry.field
    def netbox_example_widget(self, id: int) -> int:
        return id


def schemas():
    return [ExampleQuery]
`,
        'netbox_example/graphql.py': `from netbox_example import queries

schema = list(queries.schemas())
`,
      },
      reports: [{ file: 'netbox_example/queries.py', at: 'prefix_list', message: 'field' }],
    },
  ],
  valid: [
    {
      title: 'Names of its own, and a helper that is no field',
      forms: [107],
      files: {
        'netbox_example/graphql.py': `import strawberry
import strawberry_django


@strawberry.type
class ExampleQuery:
    example_widget: int = strawberry_django.field()
    example_widget_list: list[int] = strawberry_django.field()

    def device(self):
        return None


schema = [ExampleQuery]
`,
      },
    },
  ],
  check(model, host, report) {
    const schemas = model.registrations.graphqlSchemas;
    if (schemas.length === 0) return;
    const queries = host.facts.class('netbox.graphql.schema.Query')?.ancestors ?? [];
    for (const { fields } of schemas) {
      for (const { name, at } of fields) {
        for (const query of queries) {
          const releases = (host.facts.class(query)?.members.get(name) ?? 0) & host.releases;
          if (releases === 0) continue;
          const some = releases === host.releases ? {} : { releases: host.versions(releases) };
          report(at, 'field', { name, cls: query }, some);
          break;
        }
      }
    }
  },
});
