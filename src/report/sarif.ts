/** The report as SARIF 2.1.0, for GitHub code scanning and other viewers: one run a call. */
import type { RuleMeta } from '../derive/meta.ts';
import { SARIF_LEVEL, sarifDescriptor } from '../derive/sarif-descriptor.ts';
import type { Finding, Fix, Step } from '../finding.ts';
import type { PackageResult } from '../result.ts';
import type { Suppressed } from '../settings/suppression.ts';
import type { Span } from '../source.ts';
import { packageFingerprints } from './fingerprint.ts';
import type { ReportFormat } from './format.ts';
import { githubLineHashes } from './github-line-hash.ts';
import { Places } from './places.ts';
import { Artifacts } from './sarif-artifacts.ts';
import { cutToLimits } from './sarif-limits.ts';
import type { SarifLocation, SarifLog, SarifNotification, SarifRegion, SarifResult } from './sarif-types.ts';
import { unopenedMessage } from './summary.ts';
import { wellFormed } from './unicode.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Lines of context on each side of a finding. */
const CONTEXT_LINES = 2;
/** A longer snippet (a whole class, a minified line) is left out: the region says where it is. UTF-16 units. */
const MAX_SNIPPET = 2_000;

const NOTIFICATIONS = [
  {
    id: 'unopened',
    name: 'PathNotOpened',
    shortDescription: { text: 'A path could not be opened.' },
    fullDescription: { text: 'A path that was to be linted could not be opened, so nothing of it was analysed.' },
    help: { text: 'Check the path; the message says what was wrong with it.' },
  },
  {
    id: 'crash',
    name: 'LinterCrash',
    shortDescription: { text: 'A part of the linter failed.' },
    fullDescription: {
      text: 'A rule or a stage of the linter failed: a bug of the linter. What it would have found is missing.',
    },
    help: { text: 'Please report it, with the message and if you can the package.' },
  },
  {
    id: 'undecided',
    name: 'PlaceUndecided',
    shortDescription: { text: 'A place could not be analysed.' },
    fullDescription: {
      text: 'A place of the package could not be followed without running it, so the verdict of the limit concerned is open.',
    },
    help: { text: 'Read the place by eye, or write it so that it can be followed: literal names, no computed ones.' },
  },
  {
    id: 'note',
    name: 'Remark',
    shortDescription: { text: 'A remark on how a package was linted.' },
    fullDescription: {
      text: 'A remark on how a package was linted that a reader needs: for instance how the releases were chosen.',
    },
    help: { text: 'Nothing needs to be done.' },
  },
  {
    id: 'cut',
    name: 'ReportCut',
    shortDescription: { text: 'A part of the report was left out.' },
    fullDescription: {
      text: 'The report was larger than what code scanning takes, so that a part of it was left out; the message says which.',
    },
    help: { text: 'The JSON report (--format json) holds everything.' },
  },
] as const;

function descriptor(id: (typeof NOTIFICATIONS)[number]['id']): SarifNotification['descriptor'] {
  return { id, index: NOTIFICATIONS.findIndex(notification => notification.id === id) };
}

/** Plain text for `message.text`, in which `[text](target)` would be a link (§3.11.6). */
const plain = (text: string): string => wellFormed(text).replace(/\\(?=[[\]\\])|\[(?=[^\]]*\]\()/g, '\\$&');

const SUPPRESSION_KIND = { inline: 'inSource', baseline: 'external' } as const satisfies Record<
  Suppressed['kind'],
  string
>;

/** Writes the results of one package. */
class PackageWriter {
  readonly #result: PackageResult;
  readonly #artifacts: Artifacts;
  readonly #ruleIndex: ReadonlyMap<string, number>;
  readonly #places: Places;
  readonly #lineHashes = new Map<string, readonly string[]>();

  constructor(result: PackageResult, artifacts: Artifacts, ruleIndex: ReadonlyMap<string, number>) {
    this.#result = result;
    this.#artifacts = artifacts;
    this.#ruleIndex = ruleIndex;
    this.#places = new Places(result);
  }

  #region(at: Span): SarifRegion {
    const { line, column, endLine, endColumn } = this.#places.region(at);
    const text = this.#places.text(at.file);
    const snippet = wellFormed(text?.slice(at.start, at.end) ?? '');
    return {
      startLine: line,
      startColumn: column,
      endLine,
      endColumn,
      ...(snippet === '' || snippet.length > MAX_SNIPPET ? {} : { snippet: { text: snippet } }),
    };
  }

  /** The lines around a region; nothing when it would not be larger than the region (§3.29.5 wants a proper superset). */
  #contextRegion(at: Span): SarifRegion | undefined {
    const { line, endLine } = this.#places.region(at);
    const startLine = Math.max(1, line - CONTEXT_LINES);
    const lastLine = Math.min(this.#places.lineCount(at.file), endLine + CONTEXT_LINES);
    if (lastLine - startLine <= endLine - line) return undefined;
    const lines = Array.from({ length: lastLine - startLine + 1 }, (_, i) => this.#places.line(at.file, startLine + i));
    const text = wellFormed(lines.join('\n'));
    return text.length > MAX_SNIPPET ? undefined : { startLine, endLine: lastLine, snippet: { text } };
  }

  location(at: Span): SarifLocation {
    return {
      physicalLocation: { artifactLocation: this.#artifacts.locate(this.#result, at.file), region: this.#region(at) },
    };
  }

  #step({ at, message }: Step): SarifLocation {
    return { ...this.location(at), message: { text: plain(message) } };
  }

  #primary(at: Span): SarifLocation {
    const { physicalLocation } = this.location(at);
    const contextRegion = this.#contextRegion(at);
    return { physicalLocation: { ...physicalLocation, ...(contextRegion === undefined ? {} : { contextRegion }) } };
  }

  #lineHash(at: Span): string | undefined {
    let hashes = this.#lineHashes.get(at.file);
    if (hashes === undefined) {
      const text = this.#places.text(at.file);
      hashes = text === undefined ? [] : githubLineHashes(text);
      this.#lineHashes.set(at.file, hashes);
    }
    return hashes[this.#places.region(at).line - 1];
  }

  #codeFlow({ trace, at, message }: Finding): NonNullable<SarifResult['codeFlows']> {
    if (trace.length === 0) return [];
    const last = trace.at(-1)?.at;
    const arrives = last?.file === at.file && last.start === at.start && last.end === at.end;
    const steps = arrives ? trace : [...trace, { at, message }];
    return [{ threadFlows: [{ locations: steps.map(step => ({ location: this.#step(step) })) }] }];
  }

  #fix({ at, text, description }: Fix): NonNullable<SarifResult['fixes']>[number] {
    const { startLine, startColumn, endLine, endColumn } = { startColumn: 1, ...this.#region(at) };
    return {
      description: { text: plain(description) },
      artifactChanges: [
        {
          artifactLocation: this.#artifacts.locate(this.#result, at.file),
          replacements: [
            {
              deletedRegion: {
                startLine,
                startColumn,
                ...(endLine === undefined ? {} : { endLine }),
                ...(endColumn === undefined ? {} : { endColumn }),
              },
              insertedContent: { text },
            },
          ],
        },
      ],
    };
  }

  #finding(finding: Finding, fingerprint: string, answers: Pick<SarifResult, 'suppressions' | 'baselineState'>) {
    const ruleIndex = this.#ruleIndex.get(finding.rule);
    const lineHash = this.#lineHash(finding.at);
    const codeFlows = (finding.each ?? [finding]).flatMap(one => this.#codeFlow(one));
    return {
      ruleId: finding.rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: SARIF_LEVEL[finding.severity],
      message: { text: plain(finding.message) },
      locations: [this.#primary(finding.at)],
      partialFingerprints: {
        ...(lineHash === undefined ? {} : { primaryLocationLineHash: lineHash }),
        'pluginLint/v1': fingerprint,
      },
      ...(codeFlows.length === 0 ? {} : { codeFlows }),
      ...(finding.related.length === 0
        ? {}
        : { relatedLocations: finding.related.map((step, i) => ({ id: i + 1, ...this.#step(step) })) }),
      ...(finding.fix === undefined ? {} : { fixes: [this.#fix(finding.fix)] }),
      ...answers,
      ...(finding.releases === undefined ? {} : { properties: { releases: finding.releases } }),
    } satisfies SarifResult;
  }

  /** Open findings, then the suppressed ones unless `openOnly`. `baselined`: whether the run has a baseline that results are told apart by. */
  results(baselined: boolean, openOnly: boolean): SarifResult[] {
    const { findings, suppressed } = this.#result;
    const prints = packageFingerprints(this.#result, this.#places);
    const state = (known: boolean): Pick<SarifResult, 'baselineState'> =>
      baselined ? { baselineState: known ? 'unchanged' : 'new' } : {};
    return [
      ...findings.map((finding, index) => this.#finding(finding, prints.findings[index] ?? '', state(false))),
      ...(openOnly ? [] : suppressed).map(({ finding, kind, justification }, index) =>
        this.#finding(finding, prints.suppressed[index] ?? '', {
          suppressions: [
            { kind: SUPPRESSION_KIND[kind], status: 'accepted', justification: wellFormed(justification) },
          ],
          ...state(kind === 'baseline'),
        }),
      ),
    ];
  }

  notifications(): SarifNotification[] {
    const { crashes, undecided, coverage, path } = this.#result;
    return [
      ...crashes.map(({ stage, rule, message }): SarifNotification => {
        const index = rule === undefined ? undefined : this.#ruleIndex.get(rule);
        return {
          descriptor: descriptor('crash'),
          level: 'error',
          message: { text: plain(`${path}: ${rule ?? stage} failed: ${message}`) },
          ...(rule === undefined ? {} : { associatedRule: { id: rule, ...(index === undefined ? {} : { index }) } }),
        };
      }),
      ...undecided.map(({ limit, reason, at }): SarifNotification => ({
        descriptor: descriptor('undecided'),
        level: 'note',
        message: { text: plain(`${limit} is undecided here: ${reason}`) },
        locations: [this.location(at)],
      })),
      ...coverage.notes.map((note): SarifNotification => ({
        descriptor: descriptor('note'),
        level: 'note',
        message: { text: plain(`${path}: ${note}`) },
      })),
    ];
  }
}

/** A rule that findings name but the list does not hold is our bug; the result then goes without an index. */
function indexByName(rules: readonly RuleMeta[]): ReadonlyMap<string, number> {
  return new Map(rules.map(({ name }, index) => [name, index]));
}

export const sarif: ReportFormat = (result, rules, { tool, openOnly = false }) => {
  const artifacts = new Artifacts();
  const ruleIndex = indexByName(rules);
  const writers = result.packages.map(entry => new PackageWriter(entry, artifacts, ruleIndex));
  const baselined = result.packages.some(one => one.baselined === true);
  const { results, cuts } = cutToLimits(writers.flatMap(writer => writer.results(baselined, openOnly)));
  const notifications = [
    ...result.unopened.map((path): SarifNotification => ({
      descriptor: descriptor('unopened'),
      level: 'error',
      message: { text: plain(unopenedMessage(path)) },
    })),
    ...writers.flatMap(writer => writer.notifications()),
    ...cuts.map((text): SarifNotification => ({ descriptor: descriptor('cut'), level: 'warning', message: { text } })),
  ];
  const log: SarifLog = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            fullName: `${tool.name} ${tool.version}`,
            version: tool.version,
            semanticVersion: tool.version,
            ...(tool.homepage === '' ? {} : { informationUri: tool.homepage }),
            language: 'en-US',
            rules: rules.map(rule => sarifDescriptor(rule, tool.homepage)),
            notifications: NOTIFICATIONS,
          },
        },
        automationDetails: {
          // Up to the last "/" it is the category under which code scanning keeps the results apart from other tools'.
          id: `${tool.name}/${result.host.name}/`,
          description: { text: `What ${tool.name} says of plugin packages for ${result.host.name}.` },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: artifacts.bases,
        invocations: [
          {
            executionSuccessful:
              result.unopened.length === 0 && result.packages.every(({ crashes }) => crashes.length === 0),
            toolExecutionNotifications: notifications,
          },
        ],
        artifacts: artifacts.list,
        results,
        properties: {
          verdicts: result.packages.map(({ path, verdicts }) => ({ path, ...verdicts })),
          releases: result.host.releases,
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};
