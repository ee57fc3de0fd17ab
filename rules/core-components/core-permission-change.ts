import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-permission-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'Permission checks or authentication of NetBox are changed.',
  why: 'Object permissions decide who sees and changes what. A replaced check opens, or closes, all of NetBox.',
  remedy: "Check permissions of your own in your own views; leave NetBox's checks as they are.",
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} changes how NetBox checks permissions or users, for all objects. Leave the checks as they are and add your own in your own views.',
  },
  invalid: [
    {
      title: 'Object permissions switched off',
      forms: [111],
      files: {
        'netbox_example/patches.py': `from utilities.querysets import RestrictedQuerySet

RestrictedQuerySet.restrict = lambda self, user, action: self
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'RestrictedQuerySet.restrict', message: 'changed' }],
    },
    {
      forms: [111],
      flow: true,
      files: {
        'netbox_example/patches.py': `from netbox import authentication

backend = authentication.ObjectPermissionBackend
setattr(backend, 'has_perm', lambda *args: True)
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "setattr(backend, 'has_perm', lambda *args: True)",
          message: 'changed',
        },
      ],
    },
    {
      forms: [111],
      files: {
        'netbox_example/signals.py': `from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

get_user_model().has_perm = lambda self, perm, obj=None: True
AnonymousUser.has_perms = lambda self, perms, obj=None: True
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'AnonymousUser.has_perms', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'An own backend',
      forms: [111],
      files: {
        'netbox_example/patches.py': `from netbox.authentication import ObjectPermissionBackend


class Mine(ObjectPermissionBackend):
    pass


Mine.has_perm = lambda *args: False
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'permissions')) continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
