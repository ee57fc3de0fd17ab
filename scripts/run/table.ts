/** Plain text tables for a terminal: columns of figures flush right, columns of words flush left. */

/** `rows` may be shorter than `head`; the result ends with a line break. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const body = rows.map(row => head.map((_, column) => String(row[column] ?? '')));
  const columns = head.map((title, column) => {
    const cells = body.map(row => row[column] ?? '');
    const width = Math.max(title.length, ...cells.map(cell => cell.length));
    const figures = cells.every(cell => /^(?:[-\d–]|$)/.test(cell));
    return (cell: string): string => (figures ? cell.padStart(width) : cell.padEnd(width));
  });
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => columns[column]?.(cell) ?? cell)
      .join('  ')
      .trimEnd();
  return `${[head, ...body].map(line).join('\n')}\n`;
}

/** `7/9 (78 %)`; `–` where there is nothing to count. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  return `${part}/${whole} (${percent(part, whole)})`;
}

/** `99.4 %`, rounded down, so that 100 % means all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  return `${Math.floor((part / whole) * 1000) / 10} %`;
}
