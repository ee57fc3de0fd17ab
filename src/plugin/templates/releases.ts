/** How messages name releases. */
import type { HostContext } from '../../host/context.ts';
import type { ReleaseSet } from '../../host/facts.ts';

/** `NetBox 4.4.10`, `NetBox 4.0.11 to 4.4.10`, or a list where releases under check in between are left out. */
export function releasesText(host: HostContext, set: ReleaseSet): string {
  const versions = host.versions(set);
  const [first = ''] = versions;
  const last = versions.at(-1) ?? first;
  if (first === last) return `NetBox ${first}`;
  const all = host.versions(host.releases);
  const span = all.slice(all.indexOf(first), all.indexOf(last) + 1);
  return `NetBox ${span.length === versions.length ? `${first} to ${last}` : versions.join(', ')}`;
}
