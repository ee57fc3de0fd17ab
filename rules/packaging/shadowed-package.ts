import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'shadowed-package',
  limit: 'packaging',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "A top-level package has the name of one of NetBox's own.",
  why: "NetBox's packages (`core`, `dcim`, `utilities` …) are top-level names too. Which of the two is imported hangs on the order of sys.path: either the plugin's code is dead, or NetBox's is.",
  remedy: "Put the code below the plugin's own package.",
  source: {
    sentence: 'Plugins can introduce their own models and views, but cannot interfere with existing components.',
    where: 'docs/plugins/index.md',
  },
  messages: {
    shadows:
      "'{name}' is the name of a package of NetBox itself, so that only one of the two can be imported. Move it below the plugin's own package.",
  },
  invalid: [
    {
      title: 'A package with a name of NetBox',
      files: {
        'utilities/__init__.py': `def helper():
    return None
`,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools]
packages = ["netbox_example", "utilities"]
`,
      },
      reports: [{ file: 'utilities/__init__.py', at: '', message: 'shadows' }],
    },
  ],
  valid: [
    {
      title: 'The same name below the package, or outside what is installed',
      files: {
        'netbox_example/utilities/__init__.py': '',
        'core/notes.py': '',
      },
    },
  ],
  check(model, host, report) {
    for (const { name, at, shadows } of model.distribution.shadowing) {
      const concerned = shadows & host.releases;
      if (concerned === 0) continue;
      report(at, 'shadows', { name }, concerned === host.releases ? {} : { releases: host.versions(concerned) });
    }
  },
});
