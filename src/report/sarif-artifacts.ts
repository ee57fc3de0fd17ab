/** The files that a SARIF run speaks of: each once, referred to by index, with addresses that name no directory of this machine. */
import type { PackageResult } from '../result.ts';
import { joinPath } from './location.ts';
import type { SarifArtifact, SarifArtifactLocation, SarifLog } from './sarif-types.ts';
import { wellFormed } from './unicode.ts';

/** The directory that the linter was called from: for code scanning, the root of the repository. */
const SOURCE_ROOT = 'SRCROOT';

const MIME_TYPES: Readonly<Record<string, string>> = {
  py: 'text/x-python',
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  ts: 'text/x-typescript',
  json: 'application/json',
  toml: 'application/toml',
  sql: 'application/sql',
  whl: 'application/zip',
  zip: 'application/zip',
  gz: 'application/gzip',
};

/** SARIF appendix J names languages; only those that it knows. */
const LANGUAGES: Readonly<Record<string, string>> = {
  py: 'python',
  html: 'html',
  css: 'css',
  js: 'javascript',
  ts: 'typescript',
  sql: 'sql',
};

const extension = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();

/** A path with `/` as a relative URI reference (RFC 3986): a `:` in its first segment would be read as a scheme. Lone surrogates, which no URI can hold, become U+FFFD. */
export function relativeUri(path: string): string {
  return path
    .split('/')
    .map(segment => encodeURIComponent(wellFormed(segment)).replaceAll('%40', '@').replaceAll('%2B', '+'))
    .join('/');
}

/** Collects artifacts as they are referred to. */
export class Artifacts {
  readonly #list: SarifArtifact[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #bases: Record<string, { readonly description: { readonly text: string } }> = {
    [SOURCE_ROOT]: { description: { text: 'The directory that plugin-lint was called from.' } },
  };
  /** Roots outside the directory of the call, which no relative URI without `..` can reach. */
  readonly #outside = new Map<string, string>();

  get list(): readonly SarifArtifact[] {
    return this.#list;
  }

  get bases(): SarifLog['runs'][0]['originalUriBaseIds'] {
    return this.#bases;
  }

  #add(
    key: string,
    artifact: { readonly uri: string; readonly uriBaseId?: string; readonly parentIndex?: number },
  ): number {
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const { uri, uriBaseId, parentIndex } = artifact;
    const mimeType = MIME_TYPES[extension(uri)];
    const sourceLanguage = LANGUAGES[extension(uri)];
    const index = this.#list.push({
      location: { uri, ...(uriBaseId === undefined ? {} : { uriBaseId }) },
      ...(parentIndex === undefined ? {} : { parentIndex }),
      ...(mimeType === undefined ? {} : { mimeType }),
      ...(sourceLanguage === undefined ? {} : { sourceLanguage }),
    });
    this.#indexes.set(key, index - 1);
    return index - 1;
  }

  #outsideBase(root: string, name: string): string {
    const known = this.#outside.get(root);
    if (known !== undefined) return known;
    const id = `ROOT${this.#outside.size + 1}`;
    this.#outside.set(root, id);
    this.#bases[id] = {
      description: { text: `Where ${name} lies, outside of the directory that plugin-lint was called from.` },
    };
    return id;
  }

  /** Where a path of the current directory is: a base and an address below it. */
  #onDisk(path: string, name: string, isFile: boolean): { readonly uri: string; readonly uriBaseId: string } {
    if (!/^(\.\.(\/|$)|\/|[A-Za-z]:)/.test(path)) return { uri: relativeUri(path), uriBaseId: SOURCE_ROOT };
    const folder = isFile ? path.slice(0, Math.max(0, path.lastIndexOf('/'))) : path;
    return {
      uri: isFile ? relativeUri(path.slice(path.lastIndexOf('/') + 1)) : '',
      uriBaseId: this.#outsideBase(folder, name),
    };
  }

  /** The location of a file of a package; a file of an archive is an artifact nested in it. */
  locate({ kind, rootFromCwd, distribution, path }: PackageResult, file: string): SarifArtifactLocation {
    const name = distribution.name ?? path.slice(path.lastIndexOf('/') + 1);
    if (kind === 'directory' || kind === 'installed') {
      const root = this.#onDisk(rootFromCwd, name, false);
      const uri = root.uriBaseId === SOURCE_ROOT ? relativeUri(joinPath(rootFromCwd, file)) : relativeUri(file);
      const index = this.#add(JSON.stringify([root.uriBaseId, uri]), { uri, uriBaseId: root.uriBaseId });
      return { uri, uriBaseId: root.uriBaseId, index };
    }
    const archive = this.#onDisk(rootFromCwd, name, true);
    const parentIndex = this.#add(JSON.stringify([archive.uriBaseId, archive.uri]), archive);
    const uri = relativeUri(file);
    return { uri, index: this.#add(JSON.stringify([parentIndex, uri]), { uri, parentIndex }) };
  }
}
