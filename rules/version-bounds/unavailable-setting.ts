import { releasesText } from '../../src/plugin/templates/releases.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unavailable-setting',
  limit: 'version-bounds',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "A setting of NetBox's is read that a supported release does not have.",
  why: "NetBox's settings come and go between releases. Reading one that is not there raises AttributeError, at the start or when the code is reached.",
  remedy: 'Read it with a default, `getattr(settings, "NAME", None)`, or correct the version bounds.',
  source: {
    sentence: 'Internal elements of NetBox are subject to change at any time and without warning.',
    where: 'docs/plugins/development/index.md, introduction',
  },
  messages: {
    absent:
      'There is no setting {name} in {releases}, so that reading it raises AttributeError. Read it with getattr() and a default, or correct the version bounds.',
  },
  invalid: [
    {
      title: 'A setting that newer releases no longer have',
      forms: [79],
      netbox: '>=3.7,<4.3',
      files: {
        'netbox_example/signals.py': `from django.conf import settings

LOCAL = settings.ENABLE_LOCALIZATION
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'settings.ENABLE_LOCALIZATION', message: 'absent' }],
    },
    {
      forms: [79],
      flow: true,
      netbox: '>=3.7,<4.3',
      files: {
        'netbox_example/access.py': `from django import conf

CONFIGURATION = {'netbox': conf.settings}


def isolated(configuration):
    return configuration.ISOLATED_DEPLOYMENT
`,
        'netbox_example/signals.py': `from . import access

ISOLATED = access.isolated(access.CONFIGURATION['netbox'])
`,
      },
      reports: [{ file: 'netbox_example/access.py', at: 'configuration.ISOLATED_DEPLOYMENT', message: 'absent' }],
    },
  ],
  valid: [
    {
      title: 'With a default, or where the release is asked for; settings that all have',
      forms: [79],
      netbox: '>=3.7,<4.3',
      files: {
        'netbox_example/signals.py': `from django.conf import settings

LOCAL = getattr(settings, 'ENABLE_LOCALIZATION', None)
PATH = settings.BASE_PATH
DEBUG = settings.DEBUG
if hasattr(settings, 'ENABLE_LOCALIZATION'):
    LOCAL = settings.ENABLE_LOCALIZATION
try:
    LOCAL = settings.ENABLE_LOCALIZATION
except AttributeError:
    LOCAL = None
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { name, at, phase, guarded, missing } of model.settings.absent) {
      if (phase === 'dead' || guarded) continue;
      const details = missing === host.releases ? {} : { releases: host.versions(missing) };
      report(at, 'absent', { name, releases: releasesText(host, missing) }, details);
    }
  },
});
