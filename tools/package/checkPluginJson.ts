/** A field that plugin.json must have, by its path, and what its value has to be. */
interface Rule {
  path: string;
  is: (value: unknown) => boolean;
  should: string;
}

const text = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const matches = (pattern: RegExp) => (value: unknown) => text(value) && pattern.test(value);
const yes = (value: unknown) => value === true;
const optional = (is: Rule['is']) => (value: unknown) => value === undefined || is(value);
const listOf = (is: Rule['is']) => (value: unknown) => Array.isArray(value) && value.every(is);
const has = (fields: Record<string, Rule['is']>) => (value: unknown) =>
  typeof value === 'object' && value !== null && Object.entries(fields).every(([name, is]) => is(at(value, name)));

const relativePath = matches(/^(?!\/|.*(^|\/)\.\.(\/|$)|[a-z]+:)\S+$/);
const httpsAddress = matches(/^https:\/\/\S+$/);

/**
 * What Grafana's schema of plugin.json (https://grafana.com/developers/plugin-tools/reference/plugin-json) and the
 * catalogue ask of a data source with a backend.
 */
const RULES: Rule[] = [
  { path: 'type', is: (value) => value === 'datasource', should: "be 'datasource'" },
  { path: 'name', is: text, should: 'be a text' },
  { path: 'id', is: matches(/^[0-9a-z]+-[0-9a-z]+-datasource$/), should: 'be organisation-name-datasource' },
  {
    path: 'category',
    is: matches(/^(tsdb|logging|cloud|tracing|profiling|sql|enterprise|iot|other)$/),
    should: 'be one that Grafana has',
  },
  { path: 'metrics', is: yes, should: 'be true' },
  { path: 'alerting', is: yes, should: 'be true' },
  { path: 'backend', is: yes, should: 'be true, as alerting needs it' },
  { path: 'executable', is: matches(/^gpx_[a-z0-9_]+$/), should: 'begin with gpx_' },
  { path: 'annotations', is: optional((value) => typeof value === 'boolean'), should: 'be true or false' },
  {
    path: 'includes',
    is: optional(listOf(has({ type: matches(/^(dashboard|page|panel|datasource)$/), name: text, path: relativePath }))),
    should: 'be a list of what is included, with type, name and path',
  },
  { path: 'info.version', is: matches(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/), should: 'be a semantic version' },
  { path: 'info.updated', is: matches(/^\d{4}-\d\d-\d\d$/), should: 'be a date' },
  { path: 'info.description', is: text, should: 'be a text' },
  {
    path: 'info.keywords',
    is: (value) => listOf(text)(value) && (value as unknown[]).length > 0,
    should: 'be a list of words',
  },
  { path: 'info.author.name', is: text, should: 'be a text' },
  { path: 'info.author.url', is: httpsAddress, should: 'be an https address' },
  { path: 'info.logos.small', is: relativePath, should: 'be a path in the archive' },
  { path: 'info.logos.large', is: relativePath, should: 'be a path in the archive' },
  {
    path: 'info.links',
    is: (value) => listOf(has({ name: text, url: httpsAddress }))(value) && (value as unknown[]).length > 0,
    should: 'be a list of names with https addresses, such as of the documentation and the license',
  },
  {
    path: 'info.screenshots',
    is: listOf(has({ name: text, path: relativePath })),
    should: 'be a list of names and paths in the archive',
  },
  {
    path: 'dependencies.grafanaDependency',
    // Grafana Cloud runs pre-releases, which only `-0` lets in.
    is: matches(/^>=\d+\.\d+\.\d+-0$/),
    should: 'name the oldest Grafana with its pre-releases, as >=12.3.0-0 does',
  },
  {
    path: 'dependencies.plugins',
    is: optional(listOf(has({ id: text, type: text, name: text }))),
    should: 'be a list of plugins',
  },
];

/** The top-level fields of the schema: one that isn't there is a slip of the pen. */
const FIELDS = [
  ['$schema', 'type', 'name', 'id', 'category', 'info', 'dependencies', 'includes', 'routes', 'roles', 'iam'],
  ['metrics', 'alerting', 'annotations', 'logs', 'tracing', 'streaming', 'backend', 'executable', 'queryOptions'],
  [
    'multiValueFilterOperators',
    'preload',
    'autoEnabled',
    'state',
    'suggestions',
    'extensions',
    'languages',
    'buildMode',
  ],
].flat();

/** What is wrong with a plugin.json, in sentences. */
export function checkPluginJson(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) {
    return ['plugin.json: it is no JSON object.'];
  }
  const wrong = RULES.filter(({ path, is }) => !is(at(json, path))).map(
    ({ path, should }) => `plugin.json: ${path} is ${JSON.stringify(at(json, path)) ?? 'missing'}; it has to ${should}.`
  );
  const unknown = Object.keys(json).filter((name) => !FIELDS.includes(name));
  const { id, name } = json as Record<string, unknown>;
  return [
    ...wrong,
    ...unknown.map((field) => `plugin.json: ${field} is no field of its schema.`),
    ...(id === name ? ['plugin.json: name is the id; it has to be one for people.'] : []),
  ];
}

function at(json: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], json);
}
