/** What a small package does, as texts that tests compare. */
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { describe, interpret, pathText } from '../../src/program/index.ts';
import type { Program, Value } from '../../src/program/index.ts';

const host = loadNetBox();

/** The program of a package `p` with these files; a text alone is its `__init__.py`. */
export function programOf(files: string | Readonly<Record<string, string>>): Program {
  const all = typeof files === 'string' ? { '__init__.py': files } : files;
  const pkg = packageFromFiles(Object.fromEntries(Object.entries(all).map(([path, text]) => [`p/${path}`, text])));
  return interpret(pkg, host.forPackage(pkg, { netbox: '4.4' }).knowledge, () => undefined);
}

/** `host.a.b = value` of each write to `host`, a module that nobody knows, in order of execution. */
export function writesOf(files: string | Readonly<Record<string, string>>): string[] {
  return programOf(files).writes.map(write => {
    const target =
      write.access === 'item' && write.key ? `${pathText(write.object)}[${shown(write.key)}]` : pathText(write.object);
    const name = write.access === 'attribute' ? `.${write.name ?? '?'}` : '';
    const verb = write.kind === 'delete' ? 'del ' : '';
    return `${verb}${target}${name}${write.value ? ` = ${shown(write.value)}` : ''}`;
  });
}

/** The value that the last line `host.x = …` of a source writes. */
export function valueOf(source: string): string {
  const write = programOf(`import host\n${source}`).writes.at(-1);
  return write?.value ? shown(write.value) : 'nothing';
}

function shown(value: Value): string {
  return value.kind === 'sequence' && !value.open
    ? `${value.type}(${value.items.map(shown).join(', ')})`
    : value.kind === 'mapping'
      ? `{${[...value.entries.values()].map(one => `${shown(one.key)}: ${shown(one.value)}`).join(', ')}}`
      : describe(value);
}
