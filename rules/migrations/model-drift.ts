import { defineRule } from '../../src/rule.ts';

const NEXT = (operations: string): string => `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [${operations}]
`;

const MODEL = (body: string): string => `from django.db import models
from netbox.models import NetBoxModel

SIZE = {'max_length': 100}


class Widget(NetBoxModel):
    name = models.CharField(**SIZE)
    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE, related_name='netbox_example_widgets')
${body}
    class Meta:
        ordering = ('name',)
`;

export default defineRule({
  id: 'model-drift',
  limit: 'migrations',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'Models and migrations do not agree: makemigrations would write another migration.',
  why: 'Operators run `migrate`, not `makemigrations`. What a model has and no migration makes is not in the database: a query of a column that is not there fails. What a base class of NetBox gains in a release needs a migration of the plugin, too.',
  remedy:
    'Run `manage.py makemigrations` for the plugin (with `DEVELOPER = True`) on the newest release that it supports, and ship the result; `makemigrations --check` tells in CI when one is due.',
  source: {
    sentence:
      "Once you have completed defining the model(s) for your plugin, you'll need to create the database schema migrations.",
    where: 'docs/plugins/development/models.md, Database Migrations',
  },
  messages: {
    missingColumn: {
      text: "No migration adds the field '{field}' of {models} to the database, so every query of the model fails. Run makemigrations and ship the result.",
      severity: 'error',
      breaks: true,
    },
    inherited: {
      text: "NetBox's base class brings the field '{field}' to {models}, and no migration of the plugin adds it, so every query of the model fails. Run makemigrations on this release and ship the result.",
      breaks: true,
    },
    missingTable: {
      text: '{model} is to be stored elsewhere, but no migration says so ({description}), so every query of the model fails. Run makemigrations and ship the result.',
      severity: 'error',
      breaks: true,
    },
    left: "The migrations make '{field}' of {model}, which the model does not have any more ({description}). A column that must not be NULL makes every insert fail; run makemigrations and ship the result.",
    stored:
      'The table of {model} is not as the model says: {description} ({differs}). Run makemigrations and ship the result.',
    state: {
      text: 'makemigrations would still write: {descriptions}. The database stays the same, but whoever runs `makemigrations --check` is told; ship the migration.',
      severity: 'info',
    },
  },
  invalid: [
    {
      title: 'A field without a migration, one that is gone, and one that was changed',
      files: {
        'netbox_example/models.py': MODEL(`    colour = models.CharField(max_length=6)
    size = models.IntegerField(null=True)
`),
        'netbox_example/migrations/0002_more.py': NEXT(
          "migrations.AddField('widget', 'size', models.IntegerField()), migrations.AddField('widget', 'weight', models.IntegerField(default=1))",
        ),
      },
      reports: [
        { file: 'netbox_example/models.py', at: 'models.CharField(max_length=6)', message: 'missingColumn' },
        { file: 'netbox_example/models.py', at: 'models.IntegerField(null=True)', message: 'stored' },
        { file: 'netbox_example/models.py', at: 'Widget', nth: 1, message: 'left' },
      ],
    },
    {
      title: 'NetBox 4.5 gives each primary model an owner',
      netbox: '>=4.4,<4.6',
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import PrimaryModel


class Widget(PrimaryModel):
    name = models.CharField(max_length=100)
    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE, related_name='netbox_example_widgets')

    class Meta:
        ordering = ('name',)
`,
        'netbox_example/migrations/0002_more.py': NEXT(
          "migrations.AddField('widget', 'description', models.CharField(blank=True, max_length=200)), migrations.AddField('widget', 'comments', models.TextField(blank=True))",
        ),
      },
      reports: [{ file: 'netbox_example/models.py', at: 'Widget', nth: 1, message: 'inherited' }],
    },
    {
      files: {
        'netbox_example/models.py': MODEL('').replace(
          "('name',)",
          "['-name']\n        db_table = 'netbox_example_thing'",
        ),
      },
      reports: [
        { file: 'netbox_example/models.py', at: 'Widget', nth: 1, message: 'state' },
        { file: 'netbox_example/models.py', at: 'db_table', message: 'missingTable' },
      ],
    },
    {
      title: 'Indexes and constraints',
      files: {
        'netbox_example/models.py': MODEL('').replace(
          "        ordering = ('name',)",
          `        ordering = ('name',)
        unique_together = ('device', 'name')
        constraints = [models.UniqueConstraint(fields=('name',), name='%(app_label)s_%(class)s_name')]`,
        ),
        'netbox_example/migrations/0002_more.py': NEXT(
          "migrations.AddIndex('widget', models.Index(fields=['name'], name='netbox_example_name_idx'))",
        ),
      },
      reports: [
        { file: 'netbox_example/models.py', at: 'Widget', nth: 1, message: 'stored' },
        { file: 'netbox_example/models.py', at: 'unique_together', message: 'stored' },
        {
          file: 'netbox_example/models.py',
          at: "models.UniqueConstraint(fields=('name',), name='%(app_label)s_%(class)s_name')",
          message: 'stored',
        },
      ],
    },
    {
      title: 'Fields that are added to the class after its body',
      files: {
        'netbox_example/models.py': `${MODEL('')}

Widget.add_to_class('size', models.IntegerField(null=True))
models.IntegerField(null=True).contribute_to_class(Widget, 'weight')
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: 'models.IntegerField(null=True)', nth: 1, message: 'missingColumn' },
        { file: 'netbox_example/models.py', at: 'models.IntegerField(null=True)', nth: 2, message: 'missingColumn' },
      ],
    },
    {
      title: 'A column that SQL adds is there, but Django does not know of it',
      files: {
        'netbox_example/models.py': MODEL('    colour = models.CharField(max_length=6)\n'),
        'netbox_example/migrations/0002_more.py': NEXT(
          "migrations.RunSQL('ALTER TABLE netbox_example_widget ADD colour varchar(6)', '')",
        ),
      },
      reports: [
        {
          file: 'netbox_example/models.py',
          at: 'models.CharField(max_length=6)',
          message: 'missingColumn',
          severity: 'warning',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Written otherwise, the same for Django',
      files: {
        'netbox_example/choices.py': `from django.db import models


class Size(models.TextChoices):
    SMALL = 'small', 'Small'
`,
        'netbox_example/models.py': `from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from netbox.models import NetBoxModel

from .choices import Size

LIMITS = (MinValueValidator(1),)


def code():
    return 'x'


class Named(models.Model):
    name = models.CharField(_('name'), max_length=100, help_text=_('what it is called'))

    class Meta:
        abstract = True
        ordering = ('name',)


class Widget(Named, NetBoxModel):
    device = models.ForeignKey('dcim.Device', models.CASCADE, 'netbox_example_widgets', null=False)
    size = models.CharField(max_length=9, choices=Size.choices, default=Size.SMALL)
    code = models.SlugField(default=code, max_length=50)
    weight = models.IntegerField(validators=LIMITS)
    other = models.ManyToManyField('self', blank=True)

    class Meta(Named.Meta):
        unique_together = ('device', 'name')
        verbose_name = 'thing'
        indexes = [models.Index(fields=('name',))]
        constraints = [models.CheckConstraint(condition=models.Q(weight__gt=0, code='x'), name='%(class)s_weight')]
`,
        'netbox_example/migrations/0002_more.py': `import django.core.validators
from django.db import migrations, models

import netbox_example.models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.AddField('widget', 'size', models.CharField(default='small', max_length=9)),
        migrations.AddField('widget', 'slug', models.SlugField(default=netbox_example.models.code)),
        migrations.RenameField('widget', 'slug', 'code'),
        migrations.AddField(
            'widget',
            'weight',
            models.IntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)]),
            preserve_default=False,
        ),
        migrations.AddField('widget', 'other', models.ManyToManyField(blank=True, to='netbox_example.widget')),
        migrations.AlterUniqueTogether('widget', {('device', 'name')}),
        migrations.AddIndex('widget', models.Index(fields=['name'], name='netbox_exam_name_2a2132_idx')),
        migrations.AddConstraint(
            'widget',
            models.CheckConstraint(condition=models.Q(('code', 'x'), ('weight__gt', 0)), name='widget_weight'),
        ),
    ]
`,
      },
    },
    {
      title: 'Not known: a base of another distribution, arguments that are computed, a field class of its own',
      files: {
        'netbox_example/fields.py': `from django.db import models


class ShortField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault('max_length', compute())
        super().__init__(*args, **kwargs)


def compute():
    return int(open('/length').read())
`,
        'netbox_example/models.py': MODEL(`    short = ShortField()
    other = models.CharField(max_length=compute())
`)
          .replace('(NetBoxModel)', '(NetBoxModel, Extra)')
          .replace('\nSIZE', '\nfrom somewhere.models import Extra\n\nfrom .fields import ShortField, compute\n\nSIZE'),
        'netbox_example/migrations/0002_more.py': NEXT(
          "migrations.AddField('widget', 'short', models.CharField(max_length=20)), migrations.AddField('widget', 'other', models.CharField(max_length=7)), migrations.AddField('widget', 'extra', models.CharField(max_length=7))",
        )
          .replace('from django.db import migrations, models', 'from django.db import migrations, models')
          .replace(
            "'short', models.CharField(max_length=20)",
            "'short', __import__('netbox_example.fields').fields.ShortField(max_length=20)",
          ),
      },
    },
    {
      title: 'What cannot be read of the migrations',
      files: {
        'netbox_example/models.py': MODEL('    colour = models.CharField(max_length=6)\n'),
        'netbox_example/migrations/0002_more.py': NEXT('*__import__("somewhere").operations()'),
      },
    },
  ],
  check(model, host, report) {
    const { drift, migrations } = model;
    const sqlTables = new Set<string>();
    // SQL, or code, may have made the column without Django's knowledge.
    let opaque = migrations.schemaChanges.some(change => change.inMigration && !change.backwards);
    for (const use of model.sql) {
      if (!use.inMigration || use.backwards || use.phase === 'dead') continue;
      opaque ||= use.undecided !== null;
      for (const effect of use.statements.flatMap(one => one.effects)) sqlTables.add(effect.name);
    }
    const doubtful = (label: string): boolean => {
      const table = migrations.models.get(label.toLowerCase())?.table ?? null;
      return opaque || table === null || sqlTables.has(table);
    };
    const everywhere = (releases: number): boolean => (host.releases & ~releases) === 0;
    const named = (releases: number): { releases?: readonly string[] } =>
      everywhere(releases) ? {} : { releases: host.versions(releases) };
    const groups = new Map<string, (typeof drift.changes)[number][]>();
    for (const change of drift.changes) {
      // A model without a table is what another rule tells of.
      if (change.kind === 'create-model' && change.effect === 'missing') continue;
      const quiet = change.effect === 'none' || change.kind === 'delete-model';
      const key = quiet
        ? `state ${change.app} ${change.releases}`
        : change.kind === 'add-field' && change.inherited
          ? `inherited ${change.app} ${change.name ?? ''} ${change.releases}`
          : `${change.model} ${change.description} ${change.releases}`;
      const group = groups.get(key);
      if (group) group.push(change);
      else groups.set(key, [change]);
    }
    for (const group of groups.values()) {
      const [first, ...others] = group;
      if (!first) continue;
      const { effect, description, releases, model: label } = first;
      const field = first.name ?? '';
      const details = named(releases);
      const related = others.map(one => ({ at: one.at, message: one.description }));
      if (effect === 'none' || first.kind === 'delete-model') {
        const descriptions = group.map(one => one.description).join('; ');
        report(first.at, 'state', { descriptions }, { ...details, related });
      } else if (first.kind === 'add-field' && first.inherited) {
        const models = [...new Set(group.map(one => one.model))].join(', ');
        report(first.at, 'inherited', { field, models }, { ...details, related });
      } else if (first.kind === 'add-field') {
        const severity =
          doubtful(label) || !everywhere(releases) ? { severity: 'warning' as const, breaks: false } : {};
        report(first.at, 'missingColumn', { field, models: label }, { ...details, ...severity });
      } else if (first.kind === 'table') {
        const severity =
          doubtful(label) || !everywhere(releases) ? { severity: 'warning' as const, breaks: false } : {};
        report(first.at, 'missingTable', { model: label, description }, { ...details, ...severity });
      } else if (effect === 'left') report(first.at, 'left', { field, model: label, description }, details);
      else
        report(
          first.at,
          'stored',
          { model: label, description, differs: first.differs.join(', ') || 'no migration makes it' },
          details,
        );
    }
  },
});
