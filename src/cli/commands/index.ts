import type { Command } from '../command.ts';
import { explain } from './explain.ts';
import { lint } from './lint.ts';
import { rulesCommand } from './rules.ts';

/** All commands; the first one, without a name, is the default. */
export const COMMANDS: readonly Command[] = [lint, rulesCommand, explain];
