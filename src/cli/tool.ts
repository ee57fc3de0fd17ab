import manifest from '../../package.json' with { type: 'json' };

/** Who is speaking, for reports and `--version`. */
export const TOOL = { name: manifest.name, version: manifest.version, homepage: manifest.homepage } as const;
