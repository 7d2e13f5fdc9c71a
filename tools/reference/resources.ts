/** The backend's resources: docs/resources.md's table and the routes of the plugin's schema are made of this list. */
import { mapValues } from 'lodash';
import { readFileSync } from 'node:fs';

import { type ResourceParameters } from '../../src/metadata/types';
import { inRoot } from '../lib/paths';
import { table } from './tables';
import { inlined, interfaces, type Schema } from './types';

/** A resource that the backend answers to `GET`. */
interface Resource {
  path: string;
  summary: string;
  parameters: Array<keyof ResourceParameters>;
  /** The parameter that has to be there. */
  required?: keyof ResourceParameters;
  /** The interface of src/metadata/types.ts that the response has the shape of. */
  responds: 'Names' | 'SeriesList' | 'Server';
}

const RESOURCES: Resource[] = [
  { path: 'metrics', summary: 'Names of metrics', parameters: ['q', 'limit'], responds: 'Names' },
  { path: 'tag-keys', summary: 'Tag keys', parameters: ['metric', 'q', 'filters', 'limit'], responds: 'Names' },
  {
    path: 'tag-values',
    summary: 'Values of a tag',
    parameters: ['metric', 'key', 'q', 'filters', 'from', 'to', 'limit'],
    required: 'key',
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
    parameters: ['metric', 'filters', 'from', 'to', 'limit'],
    required: 'metric',
    responds: 'SeriesList',
  },
  { path: 'server', summary: 'What the connected server can do', parameters: [], responds: 'Server' },
];

/** The table of docs/resources.md. */
export function resourceTable(): string {
  const rows = RESOURCES.map(({ path, parameters, responds, summary }) => [
    `\`${path}\``,
    parameters.map((name) => `\`${name}\``).join(', '),
    `\`${responds}\``,
    summary,
  ]);
  return table(['path', 'parameters', 'response', 'what it is'], rows);
}

/** The types of the responses, as src/metadata/types.ts declares them. */
export function responseTypes(): string {
  const declarations = readFileSync(inRoot('src/metadata/types.ts'), 'utf8').split(/\n\n(?=\/\*\*)/);
  const shown = declarations.filter((one) => /^export \w+ (Names|SeriesList|Support|Server)\b/m.test(one));
  return `\`\`\`ts\n${shown.join('\n\n').trim()}\n\`\`\``;
}

/** The resources as paths of OpenAPI 3.0, below those of a data source. */
export function routes() {
  const types = interfaces();
  const failures = mapValues(FAILURES, (says) => json(says, FAILURE));
  const operation = ({ summary, parameters, required, responds }: Resource) => ({
    summary,
    ...(parameters.length > 0 && {
      parameters: parameters.map((name) => parameter(types.ResourceParameters, name, name === required)),
    }),
    responses: { 200: json(summary, inlined(types[responds], types)), ...failures },
  });
  return { paths: Object.fromEntries(RESOURCES.map((one) => [`/resources/${one.path}`, { get: operation(one) }])) };
}

function parameter({ properties = {} }: Schema, name: string, isRequired: boolean) {
  const { description, examples, ...schema } = properties[name];
  const [example] = (examples ?? []) as unknown[];
  return { name, in: 'query', description, ...(isRequired && { required: true }), schema, example };
}

const json = (description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

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
