import * as pep440 from '@renovatebot/pep440';
export const LIMITS = ['core-models','urls','core-templates','core-settings','core-components','config','version-bounds','migrations','packaging'].map(id => ({ id }));
export function selectReleases(releases: readonly string[], asked: { netbox?: string; min?: string; max?: string }):
  | { ok: true; releases: number; chosenBy: 'asked' | 'bounds' | 'default'; notes: string[] } | { ok: false; message: string } {
  const last = 1 << (releases.length - 1);
  if (asked.netbox !== undefined) {
    let set = 0;
    releases.forEach((r, i) => { if (r === asked.netbox || r.startsWith(asked.netbox + '.') || (/[<>=~]/.test(asked.netbox ?? '') && pep440.satisfies(r, asked.netbox ?? ''))) set |= 1 << i; });
    return set ? { ok: true, releases: set, chosenBy: 'asked', notes: [] } : { ok: false, message: `unknown release ${asked.netbox}` };
  }
  const ok = (v?: string): v is string => v !== undefined && pep440.valid(v) !== null;
  if (!ok(asked.min) && !ok(asked.max)) return { ok: true, releases: last, chosenBy: 'default', notes: ['no bounds'] };
  let set = 0;
  releases.forEach((r, i) => { if ((!ok(asked.min) || pep440.gte(r, asked.min)) && (!ok(asked.max) || pep440.lte(r, asked.max))) set |= 1 << i; });
  return set ? { ok: true, releases: set, chosenBy: 'bounds', notes: [] } : { ok: true, releases: last, chosenBy: 'default', notes: ['none in bounds'] };
}
