/** The part of SARIF 2.1.0 (OASIS Standard) that we write. Property names and section numbers are the standard's. */
import type { SarifDescriptor, SarifLevel } from '../derive/sarif-descriptor.ts';

export interface SarifMessage {
  readonly text: string;
  readonly markdown?: string;
}

/** §3.4 */
export interface SarifArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: string;
  readonly index?: number;
}

/** §3.30. Lines and columns from 1; the end column is the one just past the last character. */
export interface SarifRegion {
  readonly startLine: number;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly snippet?: { readonly text: string };
}

/** §3.28 */
export interface SarifLocation {
  readonly id?: number;
  readonly physicalLocation: {
    readonly artifactLocation: SarifArtifactLocation;
    readonly region?: SarifRegion;
    readonly contextRegion?: SarifRegion;
  };
  readonly message?: SarifMessage;
}

/** §3.27 */
export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex?: number;
  readonly level: SarifLevel;
  readonly message: SarifMessage;
  readonly locations: readonly SarifLocation[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly codeFlows?: readonly {
    readonly threadFlows: readonly { readonly locations: readonly { readonly location: SarifLocation }[] }[];
  }[];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly fixes?: readonly {
    readonly description: SarifMessage;
    readonly artifactChanges: readonly {
      readonly artifactLocation: SarifArtifactLocation;
      readonly replacements: readonly {
        readonly deletedRegion: SarifRegion;
        readonly insertedContent: { readonly text: string };
      }[];
    }[];
  }[];
  /** §3.35 */
  readonly suppressions?: readonly {
    readonly kind: 'inSource' | 'external';
    readonly status: 'accepted';
    readonly justification: string;
  }[];
  /** §3.27.24 */
  readonly baselineState?: 'new' | 'unchanged';
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** §3.58 */
export interface SarifNotification {
  readonly descriptor: { readonly id: string; readonly index: number };
  readonly level: SarifLevel;
  readonly message: SarifMessage;
  readonly locations?: readonly SarifLocation[];
  readonly associatedRule?: { readonly id: string; readonly index?: number };
}

/** §3.24 */
export interface SarifArtifact {
  readonly location: SarifArtifactLocation;
  readonly parentIndex?: number;
  readonly mimeType?: string;
  readonly sourceLanguage?: string;
}

/** §3.13, with one run. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly name: string;
          readonly fullName: string;
          readonly version: string;
          readonly semanticVersion: string;
          readonly informationUri?: string;
          readonly language: string;
          readonly rules: readonly SarifDescriptor[];
          readonly notifications: readonly {
            readonly id: string;
            readonly name: string;
            readonly shortDescription: SarifMessage;
            readonly fullDescription: SarifMessage;
            readonly help: SarifMessage;
          }[];
        };
      };
      readonly automationDetails: { readonly id: string; readonly description: SarifMessage };
      readonly columnKind: 'utf16CodeUnits';
      readonly originalUriBaseIds: Readonly<Record<string, { readonly description: SarifMessage }>>;
      readonly invocations: readonly [
        { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly SarifNotification[] },
      ];
      readonly artifacts: readonly SarifArtifact[];
      readonly results: readonly SarifResult[];
      readonly properties?: Readonly<Record<string, unknown>>;
    },
  ];
}
