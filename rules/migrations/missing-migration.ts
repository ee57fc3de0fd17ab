import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'missing-migration',
  limit: 'migrations',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A model has no migration that makes its table.',
  why: 'Operators run `migrate`, not `makemigrations`: a model without a migration has no table, and every page, API call or signal that touches it fails.',
  remedy:
    'Run `manage.py makemigrations` for the plugin with `DEVELOPER = True`, and ship the migrations package with its `__init__.py`.',
  source: {
    sentence:
      "Once you have completed defining the model(s) for your plugin, you'll need to create the database schema migrations.",
    where: 'docs/plugins/development/models.md, Database Migrations',
  },
  messages: {
    noMigrations:
      "The model {model} needs the table '{table}', but the app '{app}' has no migrations, so the table is never made. Run makemigrations and ship the result.",
    notCreated:
      "No migration of the app '{app}' makes the model {model}, so its table '{table}' does not exist. Run makemigrations and ship the result.",
    noInit:
      "The folder of migrations has no __init__.py, so Django takes the app '{app}' for one without migrations and makes no table. Add the file.",
  },
  invalid: [
    {
      title: 'No migrations at all; a model that was forgotten',
      forms: [179],
      files: {
        'netbox_example/migrations/__init__.py': null,
        'netbox_example/migrations/0001_initial.py': null,
      },
      reports: [{ file: 'netbox_example/models.py', at: 'Widget', nth: 1, message: 'noMigrations' }],
    },
    {
      forms: [179],
      flow: true,
      files: {
        'netbox_example/bases.py': `from django.db import models


class Base(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        abstract = True
`,
        'netbox_example/models.py': `from netbox.models import NetBoxModel

from .bases import Base


class Widget(NetBoxModel):
    pass


class Gadget(Base):
    class Meta:
        managed = True
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: 'managed', message: 'notCreated' }],
    },
    {
      forms: [181],
      files: { 'netbox_example/migrations/__init__.py': null },
      reports: [
        {
          file: 'netbox_example/migrations/0001_initial.py',
          at: 'import django.db.models.deletion',
          message: 'noInit',
        },
      ],
    },
    {
      title: 'A model outside of models.py',
      forms: [26],
      files: {
        'netbox_example/views.py': `from django.db import models
from netbox.models import NetBoxModel


class Gadget(NetBoxModel):
    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE, related_name='+')
`,
        'netbox_example/urls.py': `from . import views

urlpatterns = ()
`,
      },
      reports: [{ file: 'netbox_example/views.py', at: 'Gadget', message: 'notCreated', severity: 'warning' }],
    },
    {
      forms: [26],
      flow: true,
      files: {
        'netbox_example/parts/__init__.py': `from .bases import Part
`,
        'netbox_example/parts/bases.py': `from netbox.models import NetBoxModel


class Part(NetBoxModel):
    class Meta:
        abstract = True
`,
        'netbox_example/jobs.py': `from . import parts

Base = parts.Part


def kinds():
    class Gadget(Base):
        pass

    return [Gadget]


KINDS = kinds()
`,
        'netbox_example/signals.py': `from .jobs import KINDS  # noqa: F401
`,
      },
      reports: [{ file: 'netbox_example/jobs.py', at: 'Gadget', nth: 1, message: 'notCreated' }],
    },
  ],
  valid: [
    {
      title: 'Made while the code runs, under a name and for a table of that moment',
      files: {
        'netbox_example/made.py': `from django.db import connection, models


def make(number):
    meta = type('Meta', (), {'app_label': 'netbox_example', 'db_table': f'netbox_example_made_{number}'})
    model = type(f'Made{number}', (models.Model,), {'__module__': __name__, 'Meta': meta})
    with connection.schema_editor() as editor:
        editor.create_model(model)
    return model
`,
        'netbox_example/jobs.py': `from netbox.jobs import JobRunner

from .made import make


class MakeJob(JobRunner):
    def run(self, number):
        make(number)
`,
      },
    },
    {
      title: 'Abstract, proxy and unmanaged models need no table',
      forms: [179],
      files: {
        'netbox_example/more.py': `from dcim.models import Device
from django.db import models


class Base(models.Model):
    class Meta:
        abstract = True


class MyDevice(Device):
    class Meta:
        proxy = True


class Report(Base):
    class Meta:
        managed = False
        db_table = 'netbox_example_report'
`,
        'netbox_example/models.py': `from netbox.models import NetBoxModel

from .more import Base, MyDevice, Report  # noqa: F401


class Widget(NetBoxModel):
    pass
`,
      },
    },
    {
      title: 'A model made by a helper that gives operations',
      files: {
        'netbox_example/migrations/0002_more.py': `from django.db import migrations, models


def create(name):
    return migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunSQL('SELECT 1', migrations.RunSQL.noop)],
        state_operations=[migrations.CreateModel(name, [('id', models.BigAutoField(primary_key=True))])],
    )


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [*[create(name) for name in ('Gadget', 'Gizmo')]]
`,
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    pass


class Gadget(models.Model):
    pass


class Gizmo(models.Model):
    pass
`,
      },
    },
    {
      forms: [26],
      files: {
        'netbox_example/parts.py': `from netbox.models import NetBoxModel


class Part(NetBoxModel):
    class Meta:
        abstract = True
`,
        'netbox_example/jobs.py': `from . import parts  # noqa: F401
`,
      },
    },
    {
      forms: [181],
      files: {
        'netbox_example/migrations/data/fixture.json': `{}
`,
      },
    },
  ],
  check(model, _host, report) {
    const { migrations } = model;
    for (const app of migrations.apps) {
      if (app.folder === 'no-init' && app.at) report(app.at, 'noInit', { app: app.app });
    }
    for (const one of model.models) {
      if (one.abstract || one.proxy || !one.managed || one.swappable || one.registered === 'never') continue;
      const app = migrations.apps.find(candidate => candidate.app === one.app);
      if (!app || app.folder === 'no-init' || app.partial || migrations.models.has(one.label.toLowerCase())) continue;
      // A class whose name and table are made while the code runs gets its table from that code, not from a migration.
      if (one.dynamic && one.table === null) continue;
      const managed = one.options.get('managed');
      // An explicit `managed = True` is the promise that is not kept.
      const at = managed?.bound ?? one.at;
      const data = { model: one.name, app: one.app, table: one.table ?? '…' };
      // A model that only views or forms import exists only once they are loaded.
      const details = one.registered === 'later' || one.dynamic ? { severity: 'warning' as const } : {};
      report(at, app.folder === 'missing' || app.nodes.length === 0 ? 'noMigrations' : 'notCreated', data, details);
    }
  },
});
