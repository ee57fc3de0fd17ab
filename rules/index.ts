/** All rules, in the order the documentation shows. Made by `node build.mjs --generate`; do not edit. */
import type { Rule } from '../src/rule.ts';

export const rules: readonly Rule[] = [];
