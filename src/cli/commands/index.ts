import type { Command } from '../command.ts';
import { completion } from './completion.ts';
import { configCommand } from './config.ts';
import { explain } from './explain.ts';
import { hostCommand } from './host.ts';
import { init } from './init.ts';
import { installPlanCommand } from './install-plan.ts';
import { inspectCommand } from './inspect.ts';
import { lint } from './lint.ts';
import { removalCommand } from './removal.ts';
import { rulesCommand } from './rules.ts';

/** All commands; the first one, without a name, is the default. */
export const COMMANDS: readonly Command[] = [
  lint,
  inspectCommand,
  configCommand,
  installPlanCommand,
  removalCommand,
  hostCommand,
  rulesCommand,
  explain,
  init,
  completion,
];
