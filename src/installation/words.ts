/** Words of a package's own in commands and sentences. */

/** A word of a POSIX shell: as it is where it holds nothing that a shell acts upon, else in single quotes. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `1 table`, `3 tables`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
