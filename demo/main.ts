import { parseArgs } from 'node:util';

import { keepCopying } from './copyPoints';
import {
  DEFAULT_APPLICATION,
  DEFAULT_READ_TOKEN,
  DEFAULT_WRITE_TOKEN,
  type DialectName,
  startDemoServer,
} from './server';
import { NEWEST, type Version, VERSIONS } from './opentsdb/versions';
import { loadPoints, savePoints } from './store/jsonLines';

const DEFAULT_PORT = 4243;
/** How much time `--copy-to` copies at first, and how often it continues, in milliseconds. */
const COPY_HISTORY = 3 * 3_600_000;
const COPY_EVERY = 15_000;

const HELP = `npm run demo -- [options]
  --dialect ovh|opentsdb   which server it behaves like (ovh)
  --version N              which release it behaves like, on opentsdb: ${VERSIONS.join(', ')} (${NEWEST})
  --fetch-limit N          the most stored points that a query may read (ovh: 20,000,000; opentsdb: none)
  --port N                 the port on 127.0.0.1 (${DEFAULT_PORT}; 0: any)
  --token TEXT             the READ token, on ovh (${DEFAULT_READ_TOKEN})
  --write-token TEXT       the WRITE token, on ovh (${DEFAULT_WRITE_TOKEN})
  --metrics N              that many metrics more, load.demo.m00000 and on
  --live                   the demo data goes on up to now
  --no-data                no demo data
  --faults                 fault.* in a request makes the server misbehave (docs/demo.md)
  --load FILE              points to begin with: one point of /api/put a line
  --save FILE              where to save the points that were put, at the end
  --copy-to URL            puts the points of the last 3 hours, and what comes, into the OpenTSDB there`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dialect: { type: 'string', default: 'ovh' },
      version: { type: 'string' },
      'fetch-limit': { type: 'string' },
      port: { type: 'string', default: String(DEFAULT_PORT) },
      token: { type: 'string', default: DEFAULT_READ_TOKEN },
      'write-token': { type: 'string', default: DEFAULT_WRITE_TOKEN },
      metrics: { type: 'string', default: '0' },
      live: { type: 'boolean', default: false },
      'no-data': { type: 'boolean', default: false },
      faults: { type: 'boolean', default: false },
      load: { type: 'string' },
      save: { type: 'string' },
      'copy-to': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const dialect = dialectName(values.dialect);
  const version = versionOf(values.version, dialect);
  const fetchLimit =
    values['fetch-limit'] === undefined ? undefined : wholeNumber('--fetch-limit', values['fetch-limit'], 1e12);
  if (fetchLimit !== undefined && dialect === 'opentsdb' && version !== NEWEST) {
    throw new Error(`--fetch-limit: OpenTSDB ${version} has no such limit.`);
  }
  const server = await startDemoServer({
    dialect,
    version,
    fetchLimit,
    port: wholeNumber('--port', values.port, 65_535),
    readTokens: [{ token: values.token, application: DEFAULT_APPLICATION }],
    writeTokens: [{ token: values['write-token'], application: DEFAULT_APPLICATION }],
    data: !values['no-data'],
    extraMetrics: wholeNumber('--metrics', values.metrics, 1_000_000),
    live: values.live,
    faults: values.faults,
  });
  if (values.load !== undefined) {
    const count = await loadPoints(server.store, server.application, values.load);
    process.stdout.write(`loaded ${count} points from ${values.load}\n`);
  }
  const token = values.dialect === 'ovh' ? values.token : 'none needed';
  process.stdout.write(`demo ${values.dialect}: ${server.url} (read token: ${token})\n`);

  const ending = new AbortController();
  const end = async () => {
    if (ending.signal.aborted) {
      return;
    }
    ending.abort();
    await server.close();
    if (values.save !== undefined) {
      await savePoints(server.store, server.application, values.save);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      end().catch(fail);
    });
  }
  if (values['copy-to'] !== undefined) {
    await keepCopying({
      store: server.store,
      application: server.application,
      url: values['copy-to'].replace(/\/+$/, ''),
      history: COPY_HISTORY,
      every: COPY_EVERY,
      signal: ending.signal,
      onCopied: (points) => process.stdout.write(`copied ${points} points to ${values['copy-to']}\n`),
    }).catch(async (error: unknown) => {
      await end();
      throw error;
    });
  }
}

function dialectName(text: string): DialectName {
  if (text !== 'ovh' && text !== 'opentsdb') {
    throw new Error(`--dialect: '${text}' is none of ovh, opentsdb.`);
  }
  return text;
}

function versionOf(text: string | undefined, dialect: DialectName): Version {
  const version = VERSIONS.find((known) => known === (text ?? NEWEST));
  if (!version) {
    throw new Error(`--version: '${text}' is none of ${VERSIONS.join(', ')}.`);
  }
  if (text !== undefined && dialect !== 'opentsdb') {
    throw new Error('--version is for --dialect opentsdb.');
  }
  return version;
}

function wholeNumber(option: string, text: string, max: number): number {
  const number = Number(text);
  if (!/^[0-9]+$/.test(text) || number > max) {
    throw new Error(`${option}: '${text}' is not a whole number from 0 to ${max}.`);
  }
  return number;
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
