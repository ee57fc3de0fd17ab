/** Models that the package registers with Django's admin site, which NetBox served at /admin/ up to 4.1. */
import { isOptIn, stepsOf } from '../../program/index.ts';
import type { CallEffect } from '../../program/index.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Step } from '../../finding.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface AdminPage {
  readonly at: Span;
  /** Releases under check that have an admin site (netbox/settings.py, INSTALLED_APPS) and no longer offer it to plugins. */
  readonly served: ReleaseSet;
  /** Releases under check without an admin site. */
  readonly none: ReleaseSet;
  readonly optIn: boolean;
  readonly trace: readonly Step[];
}

/** `admin.site.register(…)` and `admin_site.register(…)`; `@admin.register(…)` is a call of its own. */
const REGISTRATIONS =
  /^(?:django\.contrib\.admin\.(?:sites\.)?site\.register|django\.contrib\.admin\.(?:decorators\.)?register|netbox\.admin\.admin_site\.register)$/;

/** Releases whose documentation tells plugins to do it (docs/plugins/development.md, Using the Django Admin Interface). */
const DOCUMENTED = /^(?:2\.|3\.[01]\.)/;

/** Every registration, each place once. */
export function findAdminPages(base: ModelBase): AdminPage[] {
  const { facts, releases } = base.host;
  const have = facts.module('netbox.admin');
  const documented = facts.releases.reduce((set, name, bit) => (DOCUMENTED.test(name) ? set | (1 << bit) : set), 0);
  const out = new Map<string, AdminPage>();
  for (const call of base.program.calls) {
    if (call.phase === 'dead' || call.callee.kind !== 'symbol' || !REGISTRATIONS.test(call.callee.path)) continue;
    const key = `${call.at.file}:${call.at.start}`;
    if (out.has(key)) continue;
    out.set(key, { ...circumstances(base, call), served: have & releases & ~documented, none: releases & ~have });
  }
  return [...out.values()];
}

function circumstances(base: ModelBase, call: CallEffect): Omit<AdminPage, 'served' | 'none'> {
  return { at: call.at, optIn: isOptIn(base.program.interpreter, call), trace: stepsOf(call.frame) };
}
