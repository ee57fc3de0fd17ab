// @ts-check
import tseslint from 'typescript-eslint';

/** @param {string[]} patterns @param {string} message */
const forbid = (patterns, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }],
});

/** What the sources never do, as selectors of syntax. */
const PURE = [
  {
    selector:
      ':matches(ImportDeclaration, ImportExpression)[source.value=/^node:(child_process|cluster|dgram|dns|http|http2|https|net|tls|vm|worker_threads)$/]',
    message: 'Nothing is run and nothing is fetched.',
  },
  { selector: "CallExpression[callee.name='fetch']", message: 'Nothing is fetched.' },
  {
    selector: "CallExpression[callee.name='eval'], NewExpression[callee.name='Function']",
    message: 'Nothing is evaluated.',
  },
  {
    selector:
      "NewExpression[callee.name='Date'], MemberExpression[object.name='Date'], MemberExpression[object.name='Math'][property.name='random']",
    message: 'The same input gives the same output, today and tomorrow.',
  },
];

const NO_DATABASE = {
  selector: ":matches(ImportDeclaration, ImportExpression)[source.value='pg']",
  message: 'Only src/removal/database.ts connects to a database.',
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'fixtures/', 'test/data/', 'node_modules/', '.cache/', 'action/', '.ci/'] },
  ...tseslint.configs.strict,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs', 'vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // A `default` says that the rest is meant to be treated alike.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      // `typeof import('css-tree')` names the type of a module that is loaded only when needed.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      eqeqeq: ['error', 'always'],
      'no-restricted-properties': [
        'error',
        { property: 'localeCompare', message: 'Output must not depend on a locale.' },
      ],
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['src/python/**', 'src/sql/**', 'src/template/**', 'src/asset/**'],
    rules: forbid(
      [
        '**/package/*',
        '**/program/*',
        '**/plugin/*',
        '**/host/*',
        '**/report/*',
        '**/rules/*',
        '**/rule.ts',
        '**/lint.ts',
        '**/cli.ts',
      ],
      'A frontend turns text into a value and knows no other room.',
    ),
  },
  {
    files: ['src/package/**'],
    rules: forbid(
      [
        '**/program/*',
        '**/plugin/*',
        '**/host/*',
        '**/report/*',
        '**/rules/*',
        '**/rule.ts',
        '**/lint.ts',
        '**/cli.ts',
      ],
      'src/package opens packages; it knows only the Python frontend (to read setup.py).',
    ),
  },
  {
    files: ['src/program/**'],
    rules: forbid(
      ['**/plugin/*', '**/report/*', '**/rules/*', '**/rule.ts', '**/lint.ts', '**/cli.ts', '**/netbox/*'],
      'src/program interprets Python; it knows the host only through src/host/facts.ts.',
    ),
  },
  {
    files: ['rules/**'],
    rules: forbid(
      [
        '**/program/*',
        '**/python/*',
        '**/package/*',
        '**/sql/*',
        '**/template/*',
        '**/asset/*',
        '**/report/*',
        '**/lint.ts',
        '**/cli.ts',
      ],
      'A rule imports rule.ts, the model and the host only.',
    ),
  },
  {
    files: ['src/report/**'],
    rules: forbid(
      ['**/program/*', '**/plugin/*', '**/python/*', '**/package/index.ts', '**/rules/*', '**/lint.ts', '**/cli.ts'],
      'A report knows findings, not how they came about.',
    ),
  },
  {
    files: ['src/**'],
    ignores: ['src/cli.ts', 'src/action.ts', 'src/eslint.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: 'Only the entries touch process.' }],
    },
  },
  { files: ['src/**', 'rules/**'], rules: { 'no-restricted-syntax': ['error', ...PURE, NO_DATABASE] } },
  {
    // `removal --database` compares with a catalogue that the user names; nothing else has a reason to connect. The rest holds.
    files: ['src/removal/database.ts'],
    rules: { 'no-restricted-syntax': ['error', ...PURE] },
  },
  {
    // The entries bind the program to the process and tell it which day it is, for suppressions that end.
    files: ['src/cli.ts', 'src/action.ts', 'src/eslint.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
