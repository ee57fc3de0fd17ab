import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unread-script',
  limit: 'core-components',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'Shipped scripts were not read, because they are minified, bundled or copies of libraries.',
  why: 'What a built file does to a page cannot be told from it with any certainty; its source can be read.',
  remedy: 'Look at the sources of the bundle before you rely on the verdict.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    unread:
      '{count} not read: {files}. What built files do to a page cannot be told from them; look at their sources before you rely on the verdict.',
  },
  invalid: [
    {
      title: 'A minified script, and a copy of a library',
      files: {
        'netbox_example/static/netbox_example/app.min.js': 'document.body.remove()\n',
        'netbox_example/static/netbox_example/vendor/chart.js': 'export {};\n',
      },
      reports: [
        { file: 'netbox_example/static/netbox_example/app.min.js', at: 'document.body.remove()', message: 'unread' },
      ],
    },
  ],
  valid: [
    {
      title: 'A script written by hand',
      files: { 'netbox_example/static/netbox_example/app.js': 'export const one = 1;\n' },
    },
  ],
  check(model, _host, report) {
    const { unread } = model.staticFiles;
    const [first] = unread;
    if (!first) return;
    const named = unread.slice(0, MOST_NAMED).map(one => `${one.at.file} (${one.reason})`);
    const more = unread.length - named.length;
    const files = named.join(', ') + (more > 0 ? ` and ${more} more` : '');
    report(first.at, 'unread', {
      count: unread.length === 1 ? '1 script was' : `${unread.length} scripts were`,
      files,
    });
  },
});

const MOST_NAMED = 3;
