/** Declarations of CSS that take an element out of sight or reach. No parser: it judges declarations, wherever they were read. */

export interface Declaration {
  /** In lower case. */
  readonly property: string;
  /** In lower case, space collapsed, without `!important`. */
  readonly value: string;
}

/** How an element is hidden. `pointer-events` leaves it in sight but dead. */
export type Hiding =
  | 'display'
  | 'visibility'
  | 'opacity'
  | 'collapsed'
  | 'clipped'
  | 'off-screen'
  | 'pointer-events'
  | 'content-visibility'
  | 'transform';

const ZERO = /^0+(?:\.0+)?(?:px|em|rem|%|vh|vw|pt|ch|ex)?$/;
/** A length that leaves any screen: beyond about 1,000 px. */
const FAR = /^-(?:\d{4,}(?:\.\d+)?px|(?:\d{3,})(?:\.\d+)?(?:em|rem|vw|vh|%))$/;
const CLIPPED =
  /^(?:rect\(\s*0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?\s*\)|rect\(\s*1px[\s,]+1px[\s,]+1px[\s,]+1px\s*\)|inset\(\s*(?:50|100)%\s*\)|circle\(\s*0(?:px|%)?\s*\)|polygon\(\s*(?:0(?:px)?\s+0(?:px)?(?:\s*,\s*)?)+\))/;

/** The ways in which a rule's declarations hide, each once, in a fixed order. The last declaration of a property counts. */
export function hidingOf(declarations: readonly Declaration[]): Hiding[] {
  const last = new Map(declarations.map(({ property, value }) => [property, value]));
  const get = (property: string): string => last.get(property) ?? '';
  const found: Hiding[] = [];
  if (get('display') === 'none') found.push('display');
  if (/^(?:hidden|collapse)$/.test(get('visibility'))) found.push('visibility');
  if (get('content-visibility') === 'hidden') found.push('content-visibility');
  if (ZERO.test(get('opacity')) || /\bopacity\(\s*0(?:\.0+)?%?\s*\)/.test(get('filter'))) found.push('opacity');
  const cut = /\b(?:hidden|clip)\b/.test(`${get('overflow')} ${get('overflow-x')} ${get('overflow-y')}`);
  if (
    cut &&
    ['height', 'max-height', 'width', 'max-width', 'block-size', 'inline-size'].some(property =>
      ZERO.test(get(property)),
    )
  ) {
    found.push('collapsed');
  }
  if (CLIPPED.test(get('clip')) || CLIPPED.test(get('clip-path'))) found.push('clipped');
  const placed = /^(?:absolute|fixed|relative)$/.test(get('position'));
  const away = ['left', 'right', 'top', 'bottom', 'inset'].some(property =>
    get(property)
      .split(' ')
      .some(part => FAR.test(part)),
  );
  const moved = ['text-indent', 'margin-left', 'margin-right', 'margin-top'].some(property => FAR.test(get(property)));
  const shifted = [...`${get('transform')} ${get('translate')}`.matchAll(/-?[\d.]+[a-z%]+/g)].some(([part]) =>
    FAR.test(part),
  );
  if ((placed && away) || moved || shifted) found.push('off-screen');
  if (/scale(?:3d|x|y)?\(\s*0(?:\.0+)?\s*[,)]/.test(get('transform')) || ZERO.test(get('scale')))
    found.push('transform');
  if (get('pointer-events') === 'none') found.push('pointer-events');
  return found;
}

/** Reads the declarations of a `style` attribute. */
export function parseInlineStyle(text: string): Declaration[] {
  const declarations: Declaration[] = [];
  for (const part of text.replace(/\/\*[^]*?\*\//g, ' ').split(/;(?![^(]*\))/)) {
    const colon = part.indexOf(':');
    if (colon < 0) continue;
    declarations.push({
      property: part.slice(0, colon).trim().toLowerCase(),
      value: normalizeValue(part.slice(colon + 1)),
    });
  }
  return declarations;
}

export function normalizeValue(value: string): string {
  return value
    .replace(/!\s*important\s*$/i, '')
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase();
}
