/** NetBox's own exceptions, filled in. */
import { entryFor } from '../contract.ts';
import { MESSAGES, formatMessage } from '../startup.ts';
import type { Span } from '../../../source.ts';
import type { MessageId } from '../startup.ts';
import type { Raised } from './outcome.ts';

/** The exception that a release raises. A message that it does not have is a bug of ours. */
export function messageFor(
  id: MessageId,
  version: string,
  values: Readonly<Record<string, string>>,
  at: Span | null,
): Raised {
  const entry = entryFor(
    MESSAGES.filter(one => one.id === id),
    version,
  );
  if (!entry) throw new Error(`NetBox ${version} has no message '${id}'`);
  return { exception: entry.exception, message: formatMessage(entry.text, values), at };
}
