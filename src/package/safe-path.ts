/** Names of archive entries: what may be taken as a path inside the package. */

/**
 * Normalises the name of an archive entry (`./a//b/` → `a/b`), or says why it must not be used. Unpacking such an entry
 * could write outside the target folder, on one system or another; CWE-22 and the zip specification (APPNOTE 4.4.17).
 */
export function safePath(name: string): { ok: true; path: string } | { ok: false; reason: string } {
  if (name.includes('\0')) return { ok: false, reason: 'contains a NUL byte' };
  if (name.includes('\ufffd')) return { ok: false, reason: 'is not valid UTF-8' };
  if (name.includes('\\')) return { ok: false, reason: 'contains a backslash' };
  if (name.startsWith('/')) return { ok: false, reason: 'is absolute' };
  if (/^[A-Za-z]:/.test(name)) return { ok: false, reason: 'starts with a drive letter' };
  const segments = name.split('/').filter(segment => segment !== '' && segment !== '.');
  if (segments.includes('..')) return { ok: false, reason: 'climbs out with ".."' };
  return { ok: true, path: segments.join('/') };
}

/** The target of a link at `from` inside an archive; `undefined` when it leaves the archive. */
export function linkTarget(from: string, target: string): string | undefined {
  if (target.startsWith('/') || target.includes('\\') || target.includes('\0') || /^[A-Za-z]:/.test(target))
    return undefined;
  const segments = from.split('/').slice(0, -1);
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

/** A name made fit for a message: control characters and what is not text are shown as escapes. */
export function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\u2028\u2029\ufffd]/gu, unit => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`);
}
