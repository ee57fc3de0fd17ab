import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configSchema } from '../../src/settings/config-schema.ts';
import { ConfigError, findSettings, readSettings } from '../../src/settings/config.ts';
import { defineRule } from '../../src/rule.ts';
import type { Rule } from '../../src/rule.ts';

const rule = defineRule({
  id: 'sample-change',
  limit: 'urls',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A sample.',
  why: 'It is a sample.',
  remedy: 'None.',
  source: { sentence: 'A sentence.', where: 'a file' },
  messages: { found: 'Found.' },
  options: Type.Object({ most: Type.Integer({ default: 3, description: 'How many.' }) }),
  invalid: [],
  valid: [],
  check() {
    // Nothing: only the settings are of interest here.
  },
});
const rules: readonly Rule[] = [rule];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugin-lint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(name: string, text: string): ReturnType<typeof readSettings> {
  writeFileSync(join(folder, name), text);
  return readSettings(join(folder, name), folder, rules);
}

describe('a config file', () => {
  test('in TOML', () => {
    const settings = read(
      'plugin-lint.toml',
      'profile = "strict"\nexclude = ["x/**"]\n[rules]\n"urls/sample-change" = "off"\n',
    );
    expect(settings?.profile).toBe('strict');
    expect(settings?.exclude).toEqual(['x/**']);
    expect(settings?.severities).toEqual(new Map([['urls/sample-change', 'off']]));
  });

  test('in pyproject.toml, and not there', () => {
    expect(read('pyproject.toml', '[tool.plugin-lint]\nnetbox = "4.4"\n')?.netbox).toBe('4.4');
    expect(read('pyproject.toml', '[project]\nname = "plugin-lint-x"\n')).toBeUndefined();
  });

  test('in JSON, with options and their defaults', () => {
    const settings = read('plugin-lint.json', '{"rules": {"sample-change": {"severity": "info", "options": {}}}}');
    expect(settings?.severities.get('urls/sample-change')).toBe('info');
    expect(settings?.ruleOptions.get('urls/sample-change')).toEqual({ most: 3 });
  });

  test.each([
    ['plugin-lint.toml', 'profil = "strict"\n', 'plugin-lint.toml: unknown key "profil". Did you mean "profile"?'],
    ['plugin-lint.toml', 'profile = "strikt"\n', 'profile must be equal to one of the allowed values: recommended'],
    ['plugin-lint.toml', 'profile = \n', 'plugin-lint.toml:1:'],
    ['plugin-lint.json', '{', 'plugin-lint.json is not JSON'],
    ['plugin-lint.json', '{"rules": {"sampel-change": "off"}}', 'Did you mean "urls/sample-change"?'],
    ['plugin-lint.json', '{"rules": {"sample-change": {"options": {"mots": 1}}}}', 'Did you mean "most"?'],
    ['plugin-lint.json', '{"rules": {"sample-change": {"options": {"most": "x"}}}}', 'most must be integer'],
    ['plugin-lint.json', '{"rules": {"sample-change": "loud"}}', 'rules'],
  ])('wrong: %s %s', (name, text, message) => {
    let told = '';
    try {
      read(name, text);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      told = error.message;
    }
    expect(told).toContain(message);
  });

  test('is the nearest one above, up to the repository', () => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    expect(findSettings(join(folder, 'a', 'b'), folder, rules).file).toBeNull();
    writeFileSync(join(folder, 'plugin-lint.toml'), 'netbox = "4.4"\n');
    expect(findSettings(join(folder, 'a', 'b'), folder, rules)).toMatchObject({
      file: 'plugin-lint.toml',
      netbox: '4.4',
    });
  });
});

test('the schema knows every rule and its options', () => {
  expect(JSON.stringify(configSchema(rules))).toContain('"most":{"type":"integer"');
});
