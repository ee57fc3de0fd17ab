/** A changed text as pieces of the old one, so that a place in it can be told as a place in the old one. */
import type { Span } from '../../src/source.ts';

/** Text, with where it comes from: `copied` is the old text itself, else it stands for it; `null`: there was nothing. */
export interface Piece {
  readonly text: string;
  readonly origin: Span | null;
  readonly copied: boolean;
}

/** A replacement in one file. `stands`: the new text stands for the old one; else it is something new in its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string | readonly Piece[];
}

export const fresh = (text: string): Piece => ({ text, origin: null, copied: false });

/** A part of a file's text, as it stands there. */
export const copied = (file: string, text: string, start: number, end: number): Piece => ({
  text: text.slice(start, end),
  origin: { file, start, end },
  copied: true,
});

/** The pieces of a file after edits. Edits that overlap an earlier one are left out. */
export function edited(file: string, text: string, edits: readonly Edit[]): Piece[] {
  const pieces: Piece[] = [];
  let last = 0;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < last) continue;
    if (start > last) pieces.push(copied(file, text, last, start));
    if (typeof replacement !== 'string') pieces.push(...replacement);
    else if (replacement !== '')
      pieces.push({ text: replacement, origin: start === end ? null : { file, start, end }, copied: false });
    last = end;
  }
  if (last < text.length) pieces.push(copied(file, text, last, text.length));
  return pieces;
}

export const textOf = (pieces: readonly Piece[]): string => pieces.map(piece => piece.text).join('');

/** The place in the old text that a place in the new one is, or stands for. */
export function placeBefore(pieces: readonly Piece[], { file, start, end }: Span): Span {
  let offset = 0;
  let from: { readonly file: string; readonly offset: number } | undefined;
  let to: typeof from;
  for (const { text, origin, copied: exact } of pieces) {
    const next = offset + text.length;
    if (origin) {
      // The first old text at or behind the start; the last old text before or at the end.
      if (!from && next > start)
        from = { file: origin.file, offset: origin.start + (exact ? Math.max(0, start - offset) : 0) };
      if (offset < end)
        to = { file: origin.file, offset: exact ? Math.min(origin.end, origin.start + end - offset) : origin.end };
    }
    offset = next;
  }
  if (!from || start === end) return { file: from?.file ?? file, start: from?.offset ?? 0, end: from?.offset ?? 0 };
  return {
    file: from.file,
    start: from.offset,
    end: to?.file === from.file ? Math.max(to.offset, from.offset) : from.offset,
  };
}
