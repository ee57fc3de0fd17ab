/** An example of a rule as the tests run it: laid over the clean base plugin, with that rule alone. */
import { lintFiles } from '../src/example.ts';
import { prepareReaders } from '../src/readers.ts';
import type { PackageResult } from '../src/result.ts';
import type { Rule, ValidExample } from '../src/rule.ts';

// Examples are linted synchronously; what must be awaited is awaited here.
await prepareReaders();

/** The result of an example of a rule (valid or invalid), with the releases and options that the example asks for. */
export function lintExample(rule: Rule, { files, netbox, options }: ValidExample): PackageResult {
  return lintFiles(files, {
    rules: [rule],
    ...(netbox === undefined ? {} : { netbox }),
    ...(options === undefined ? {} : { options }),
  });
}
