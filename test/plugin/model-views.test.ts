/** Views registered for models, and what of the host they overlap. */
import { expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { modelOf } from './touches.ts';

const { facts } = loadNetBox();
const minors = (mask: number): string[] =>
  facts.releases.filter((_, index) => (mask >> index) & 1).map(release => release.replace(/\.\d+$/, ''));

const viewsOf = (text: string): ReturnType<typeof modelOf>['model']['modelViews'] =>
  modelOf('', { 'tabs.py': text }).model.modelViews.filter(view => view.at.file === 'netbox_example/tabs.py');

const HEAD = `from dcim.models import Device, Site
from utilities.views import register_model_view

`;

test('as a decorator and as a call, with all parameters', () => {
  const views = viewsOf(`${HEAD}
@register_model_view(Device, name='mine', path='my-tab', detail=False, kwargs={'a': 1})
class View:
    pass


register_model_view(Site, 'trace', 'path')('netbox_example.views.Trace')
`);
  expect(views).toMatchObject([
    { model: 'dcim.Device', own: false, name: 'mine', path: 'my-tab', detail: false, view: 'netbox_example.tabs.View' },
    { model: 'dcim.Site', name: 'trace', path: 'path', detail: true, view: 'netbox_example.views.Trace' },
  ]);
});

test('which releases have a view of that name or path', () => {
  const [status, contacts, list, tab] = viewsOf(`${HEAD}
for name in ('status', 'contacts'):
    register_model_view(Device, name)(object)
register_model_view(Device, 'list', path='', detail=False)(object)
register_model_view(Device, 'other', path='interfaces')(object)
`);
  expect(minors(status?.core.name ?? 0)).toEqual(['3.4']);
  expect(minors(contacts?.core.name ?? 0)[0]).toBe('3.5');
  expect(minors(contacts?.core.feature ?? 0)[0]).toBe('4.3');
  expect(minors(list?.core.name ?? 0)[0]).toBe('4.2');
  expect(tab?.core.name).toBe(0);
  expect(minors(tab?.core.path ?? 0)[0]).toBe('3.4');
});
