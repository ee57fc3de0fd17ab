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
      files: {
        'netbox_example/patches.py': `from utilities.querysets import RestrictedQuerySet

RestrictedQuerySet.restrict = lambda self, user, action: self
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'RestrictedQuerySet.restrict', message: 'changed' }],
    },
    {
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
  ],
  valid: [
    {
      title: 'An own backend',
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
