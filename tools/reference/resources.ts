/** The backend's resources: docs/resources.md's table and the routes of the plugin's schema are made of this list. */
import { table } from './tables';
import { inlined, interfaces, type Schema } from './types';

/** A parameter of the URL's query. */
interface Parameter {
  description: string;
  schema: Schema;
  example?: unknown;
}

/** A resource that the backend answers to `GET`. */
export interface Resource {
  path: string;
  summary: string;
  /** Names of PARAMETERS; those with a `!` have to be there. */
  parameters: string[];
  /** The interface of src/metadata/types.ts that the response has the shape of. */
  responds: 'Names' | 'SeriesList' | 'Server';
}

/** Every parameter that the backend reads. */
export const PARAMETERS: Record<string, Parameter> = {
  q: { description: 'The text typed so far.', schema: { type: 'string' }, example: 'cpu' },
  metric: {
    description: 'Only series of this metric. Several are joined by `|`.',
    schema: { type: 'string' },
    example: 'os.cpu',
  },
  key: { description: 'The tag whose values are listed.', schema: { type: 'string' }, example: 'host' },
  filters: {
    description: "Only series that pass these filters: a JSON array of the saved query's filters.",
    schema: { type: 'string' },
    example: '[{"type":"literal_or","tagk":"dc","filter":"gra","groupBy":false}]',
  },
  from: {
    description: 'Only series with a point from this time on, in ms since 1970. Together with `to`.',
    schema: { type: 'integer' },
  },
  to: { description: 'Only series with a point up to this time, in ms since 1970.', schema: { type: 'integer' } },
  limit: {
    description: "The most entries of the list; at most the data source's `lookupLimit`.",
    schema: { type: 'integer', minimum: 1 },
    example: 100,
  },
};

/** Every resource. */
export const RESOURCES: Resource[] = [
  { path: 'metrics', summary: 'Names of metrics', parameters: ['q', 'limit'], responds: 'Names' },
  {
    path: 'tag-keys',
    summary: 'Tag keys',
    parameters: ['metric', 'q', 'filters', 'limit'],
    responds: 'Names',
  },
  {
    path: 'tag-values',
    summary: 'Values of a tag',
    parameters: ['metric', 'key!', 'q', 'filters', 'from', 'to', 'limit'],
    responds: 'Names',
  },
  { path: 'aggregators', summary: 'Aggregators of the connected server', parameters: [], responds: 'Names' },
  {
    path: 'filter-types',
    summary: 'Filter types that give the right series here, natively or rewritten',
    parameters: [],
    responds: 'Names',
  },
  {
    path: 'series',
    summary: 'Series of a metric',
    parameters: ['metric!', 'filters', 'from', 'to', 'limit'],
    responds: 'SeriesList',
  },
  { path: 'server', summary: 'What the connected server can do', parameters: [], responds: 'Server' },
];

const nameOf = (parameter: string) => parameter.replace('!', '');

/** The table of docs/resources.md. */
export function resourceTable(): string {
  const rows = RESOURCES.map(({ path, parameters, responds, summary }) => [
    `\`${path}\``,
    parameters.map((one) => `\`${nameOf(one)}\``).join(', '),
    `\`${responds}\``,
    summary,
  ]);
  return table(['path', 'parameters', 'response', 'what it is'], rows);
}

const FAILURE: Schema = {
  type: 'object',
  properties: { message: { type: 'string', description: 'What happened, where, and what to do.' } },
  required: ['message'],
};

/** The statuses of failures, and what each says. */
const FAILURES: Record<string, string> = {
  400: 'A parameter is missing or cannot be read.',
  429: 'The server takes no more requests for now.',
  502: 'The server behind cannot be reached, or refused the request.',
};

const json = (description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The resources as paths of OpenAPI 3.0, below those of a data source. */
export function routes() {
  const types = interfaces();
  const failures = Object.entries(FAILURES).map(([status, says]) => [status, json(says, FAILURE)]);
  const paths = RESOURCES.map(({ path, summary, parameters, responds }) => [
    `/resources/${path}`,
    {
      get: {
        summary,
        ...(parameters.length > 0 && { parameters: parameters.map(parameterOf) }),
        responses: { 200: json(summary, inlined(types[responds], types)), ...Object.fromEntries(failures) },
      },
    },
  ]);
  return { paths: Object.fromEntries(paths) };
}

function parameterOf(parameter: string) {
  const name = nameOf(parameter);
  const { description, schema, example } = PARAMETERS[name];
  const required = parameter.endsWith('!') && { required: true };
  return { name, in: 'query', description, ...required, schema, ...(example !== undefined && { example }) };
}
