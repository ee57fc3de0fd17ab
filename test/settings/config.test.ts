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
    ['plugin-lint.toml', 'profil = "strict"\n', 'plugin-lint.toml:1:1: unknown key "profil". Did you mean "profile"?'],
    [
      'plugin-lint.toml',
      '# first\nprofile = "strikt"\n',
      'plugin-lint.toml:2:1: profile: unknown value "strikt"; one of recommended, strict, certification. Did you mean "strict"?',
    ],
    ['plugin-lint.toml', 'profile = \n', 'plugin-lint.toml:1:'],
    ['plugin-lint.toml', 'exclude = "a"\n', 'plugin-lint.toml:1:1: exclude must be a list.'],
    ['plugin-lint.toml', 'fail-on = "warnin"\n', 'plugin-lint.toml:1:1: fail-on: "warnin" is not understood.'],
    [
      'plugin-lint.toml',
      'netbox = "4.4"\n[rule]\nx = 1\n',
      'plugin-lint.toml:2:1: unknown key "rule". Did you mean "rules"?',
    ],
    [
      'plugin-lint.toml',
      '[rules]\n"urls/sample-change" = "errr"\n',
      'plugin-lint.toml:2:2: rules.urls/sample-change: unknown severity "errr"; one of error, warning, info, off. Did you mean "error"?',
    ],
    [
      'plugin-lint.toml',
      '[rules]\nsample-change = { severty = "off" }\n',
      'plugin-lint.toml:2:19: rules.sample-change: unknown key "severty". Did you mean "severity"?',
    ],
    [
      'pyproject.toml',
      '[project]\nname = "x"\n[tool.plugin-lint.rules.sample-change]\noptions = { mots = 1 }\n',
      'pyproject.toml:4:13: rules.urls/sample-change.options: unknown key "mots". Did you mean "most"?',
    ],
    ['plugin-lint.json', '{', 'plugin-lint.json:1:2: this is not JSON'],
    [
      'plugin-lint.json',
      '{"rules": {"sampel-change": "off"}}',
      'plugin-lint.json:1:12: rules: unknown rule "sampel-change".',
    ],
    ['plugin-lint.json', '{"rules": {"sampel-change": "off"}}', 'Did you mean "urls/sample-change"?'],
    ['plugin-lint.json', '{"rules": {"sample-change": {"options": {"mots": 1}}}}', 'plugin-lint.json:1:42: '],
    ['plugin-lint.json', '{"rules": {"sample-change": {"options": {"most": "x"}}}}', 'most must be a whole number.'],
    ['plugin-lint.json', '{"rules": {"sample-change": "loud"}}', 'unknown severity "loud"'],
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
