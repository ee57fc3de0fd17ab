/** The asset frontend: CSS, JavaScript and TypeScript → the facts that rules need. */
export { parseCss, parseSelector } from './css.ts';
export { parseScript, scriptMayMatter } from './script.ts';
export { libraryIn, originOf } from './origin.ts';
export { UNKNOWN_PART } from './facts.ts';
export type { CssImport, CssProblem, CssRule, CssSelector, ParsedCss, SelectorCompound } from './css.ts';
export type { Hiding } from './hiding.ts';
export type { AssetOrigin } from './origin.ts';
export type {
  DomFact,
  ElementTarget,
  GlobalFact,
  ParsedScript,
  PathFact,
  RequestFact,
  ScriptFact,
  ScriptOptions,
  ScriptProblem,
  StyleFact,
} from './facts.ts';
