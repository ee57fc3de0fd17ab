export function inspectText(document: unknown, _options: { readonly color: boolean }): string {
  return JSON.stringify(document);
}
