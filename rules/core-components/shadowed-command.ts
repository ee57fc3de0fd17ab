import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'shadowed-command',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A management command has the name of one of Django or NetBox.',
  why: "Commands of apps come before Django's own: a plugin's `migrate` is what `manage.py migrate` then runs. Against NetBox's commands, and those of apps that it installs, the plugin's loses and can never be called.",
  remedy: 'Give the command a name of its own, best with the name of the plugin in it.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    replaces:
      "The command '{name}' takes the place of Django's own of that name, for the whole of NetBox. Give it a name of its own.",
    loses: {
      text: "NetBox has a command '{name}' already, and its app comes first, so this one can never be called. Give it a name of its own.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: "Django's own command",
      forms: [113],
      files: {
        'netbox_example/management/__init__.py': '',
        'netbox_example/management/commands/__init__.py': '',
        'netbox_example/management/commands/migrate.py': `from django.core.management.commands.migrate import Command as Base


class Command(Base):
    pass
`,
      },
      reports: [{ file: 'netbox_example/management/commands/migrate.py', at: '', message: 'replaces' }],
    },
    {
      title: "NetBox's command, and that of an app it installs",
      files: {
        'netbox_example/management/__init__.py': '',
        'netbox_example/management/commands/__init__.py': '',
        'netbox_example/management/commands/nbshell.py': `from django.core.management.base import BaseCommand


class Command(BaseCommand):
    pass
`,
        'netbox_example/management/commands/collectstatic.py': `from .nbshell import Command
`,
      },
      reports: [
        { file: 'netbox_example/management/commands/collectstatic.py', at: '', message: 'loses' },
        { file: 'netbox_example/management/commands/nbshell.py', at: '', message: 'loses' },
      ],
    },
    {
      forms: [113],
      flow: true,
      files: {
        'netbox_example/management/__init__.py': '',
        'netbox_example/management/commands/__init__.py': '',
        'netbox_example/commands.py': `from django.core.management.base import BaseCommand


class Command(BaseCommand):
    pass
`,
        'netbox_example/management/commands/migrate.py': `from netbox_example.commands import Command
`,
      },
      reports: [{ file: 'netbox_example/management/commands/migrate.py', at: '', message: 'replaces' }],
    },
  ],
  valid: [
    {
      title: 'Names of its own, and a module that is no command',
      forms: [113],
      files: {
        'netbox_example/management/__init__.py': '',
        'netbox_example/management/commands/__init__.py': '',
        'netbox_example/management/commands/_migrate.py': '',
        'netbox_example/management/commands/example_sync.py': `from django.core.management.base import BaseCommand


class Command(BaseCommand):
    pass
`,
      },
    },
  ],
  check(model, host, report) {
    const some = (mask: number): { releases?: readonly string[] } =>
      mask === host.releases ? {} : { releases: host.versions(mask) };
    for (const command of model.registrations.commands) {
      const replaces = command.replaces & host.releases;
      const loses = command.loses & host.releases;
      if (replaces !== 0) report(command.at, 'replaces', { name: command.name }, some(replaces));
      else if (loses !== 0) report(command.at, 'loses', { name: command.name }, some(loses));
    }
  },
});
