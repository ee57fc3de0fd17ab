/** The text with lone surrogates, which neither a URI nor UTF-8 can hold, as U+FFFD. (`String.prototype.toWellFormed` of ES2024.) */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
