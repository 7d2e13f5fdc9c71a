import { t } from '@grafana/i18n';

import { DEFAULT_FILL_POLICY } from '../defaults';
import { tagToFilter } from '../filters';
import { type OpenTsdbQuery, type TagFilter } from '../model';
import { PLAIN_INTERVAL } from './format';
import { parseFunctions, type Span, spansOf } from './functions';
import { type DownsamplePart, type Parts, type RatePart, withParts } from './parts';
import { ParseError } from './ParseError';
import { Scanner } from './Scanner';

/** The delimiters of a word in each part of a query. */
const ENDS = {
  aggregator: ':',
  downsample: '-:',
  metric: '{:',
  key: '=,}',
  value: '(,}',
  counter: ',}',
};

/** The part of the text of each field, by the field's path, as in problems. */
export type Spans = Record<string, Span>;

/**
 * Updates a query by a text in the form of `formatQuery`. Accepts a leading `m=`, as in URLs.
 * @throws ParseError if the text isn't a query
 */
export function parseQuery(query: OpenTsdbQuery, text: string): OpenTsdbQuery {
  return withParts(query, parse(text).parts);
}

/**
 * Parses a text into a query, with the part of the text of each field.
 * @throws ParseError if the text isn't a query
 */
export function parseText(text: string): { query: OpenTsdbQuery; spans: Spans } {
  const { parts, spans } = parse(text);
  return { query: withParts({ refId: '' }, parts), spans };
}

/** Parses a sub-query with functions around it, up to the end of the text. */
function parse(text: string): { parts: Parts; spans: Spans } {
  const { query, functions, alias, written } = parseFunctions(text, parseSubquery);
  const moved = Object.entries(query.spans).map(([field, span]): [string, Span] => [
    field,
    { ...span, offset: span.offset + written.subQueryOffset },
  ]);
  return {
    parts: { ...query.parts, ...(functions.length > 0 && { functions }), alias },
    spans: { ...Object.fromEntries(moved), ...spansOf(written) },
  };
}

function parseSubquery(text: string): { parts: Parts; spans: Spans } {
  const scanner = new Scanner(text);
  const spans: Spans = {};
  scanner.skipSpace();
  scanner.take('m=');
  const parts = readSubquery(scanner, spans);
  if (!scanner.atEnd) {
    const message = t('text.rest', 'The query ends before this');
    throw new ParseError(message, scanner.position, text.length - scanner.position);
  }
  return { parts, spans };
}

/** Reads one sub-query, and stops after it. */
function readSubquery(scanner: Scanner, spans: Spans): Parts {
  const parts: Parts = {
    aggregator: spanning(scanner, spans, 'aggregator', () =>
      required(scanner, ENDS.aggregator, t('text.missing-aggregator', 'Begin with an aggregator, like avg:'))
    ),
    percentiles: [],
    rollupUsage: '',
    explicitTags: false,
    metric: '',
    filters: [],
  };
  expect(scanner, ':', t('text.missing-colon', 'Expected a colon and the metric after the aggregator'));
  while (optionAhead(scanner)) {
    readOption(scanner, parts, spans);
    expect(scanner, ':', t('text.missing-metric', 'A colon and the metric are missing'));
  }
  parts.metric = spanning(scanner, spans, 'metric', () => scanner.word(ENDS.metric));
  readFilters(scanner, parts, spans);
  return parts;
}

/** Records the part of the text that `read` reads. */
function spanning<T>(scanner: Scanner, spans: Spans, field: string, read: () => T): T {
  scanner.skipSpace();
  const offset = scanner.position;
  const value = read();
  spans[field] = { offset, length: Math.max(1, scanner.position - offset) };
  return value;
}

/** Whether an option follows. The last word is the metric; all words before it are options. */
function optionAhead({ text, position }: Scanner): boolean {
  const ahead = new Scanner(text);
  ahead.position = position;
  try {
    ahead.skipSpace();
    if (/^rate\s*\{/i.test(text.slice(ahead.position))) {
      ahead.skipTo('}');
    }
    ahead.skipTo(':{');
  } catch {
    return false;
  }
  return ahead.sees(':');
}

function readOption(scanner: Scanner, parts: Parts, spans: Spans): void {
  scanner.skipSpace();
  const start = scanner.position;
  const name = /^[A-Za-z_-]*/.exec(scanner.text.slice(start))![0].toLowerCase();
  if (name === 'rate') {
    scanner.position += name.length;
    parts.rate = readRate(scanner, spans);
  } else if (name === 'explicit_tags') {
    scanner.position += name.length;
    parts.explicitTags = true;
  } else if (name === 'percentiles') {
    scanner.position += name.length;
    parts.percentiles = spanning(scanner, spans, 'percentiles', () => readPercentiles(scanner));
  } else if (name.startsWith('rollup_')) {
    parts.rollupUsage = spanning(scanner, spans, 'rollupUsage', () => scanner.word(':').toUpperCase());
  } else if (/^(?:\d|"|\$|\[\[|auto)/.test(scanner.text.slice(start))) {
    parts.downsample = readDownsample(scanner, spans);
  } else {
    const length = scanner.word(':').length;
    const message = t(
      'text.unknown-option',
      'This is not part of a query. Expected rate, an interval like 1m-avg, percentiles, explicit_tags or a rollup'
    );
    throw new ParseError(message, start, Math.max(1, length));
  }
  scanner.skipSpace();
}

function readRate(scanner: Scanner, spans: Spans): RatePart {
  if (!scanner.take('{')) {
    return {};
  }
  scanner.skipSpace();
  const start = scanner.position;
  const kind = scanner.word(ENDS.counter).toLowerCase();
  if (kind !== 'counter' && kind !== 'dropcounter') {
    throw new ParseError(
      t('text.rate-options', 'A rate takes counter or dropcounter, a counter max and a reset value'),
      start,
      Math.max(1, kind.length)
    );
  }
  const word = () => scanner.word(ENDS.counter);
  const max = scanner.take(',') ? spanning(scanner, spans, 'counterMax', word) : '';
  const resetValue = scanner.take(',') ? spanning(scanner, spans, 'counterResetValue', word) : '';
  expect(scanner, '}', t('text.rate-brace', 'The options of a rate end with }'));
  return { counter: { dropResets: kind === 'dropcounter', max, resetValue } };
}

function readPercentiles(scanner: Scanner): number[] {
  expect(scanner, '[', t('text.percentiles', 'Percentiles are written like percentiles[95,99.9]'));
  const start = scanner.position;
  const list = scanner.word(']');
  const numbers = list.split(',').map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (numbers.some((number) => !Number.isFinite(number))) {
    throw new ParseError(
      t('text.percentiles', 'Percentiles are written like percentiles[95,99.9]'),
      start,
      Math.max(1, list.length)
    );
  }
  expect(scanner, ']', t('text.percentiles-bracket', 'The list of percentiles ends with ]'));
  return numbers;
}

function readDownsample(scanner: Scanner, spans: Spans): DownsamplePart {
  const isQuoted = scanner.sees('"');
  const written = spanning(scanner, spans, 'downsampleInterval', () => scanner.word(ENDS.downsample));
  // The c of the calendar is after the quotes, or the last letter: 1dc, autoc.
  const marked = isQuoted ? scanner.take('c') : new RegExp(`^(?:${PLAIN_INTERVAL})c$`).test(written);
  const interval = marked && !isQuoted ? written.slice(0, -1) : written;
  expect(
    scanner,
    '-',
    t('text.missing-downsampler', 'Expected a downsample aggregator after the interval, like 1m-avg')
  );
  const aggregator = spanning(scanner, spans, 'downsampleAggregator', () =>
    required(
      scanner,
      ENDS.downsample,
      t('text.missing-downsampler', 'Expected a downsample aggregator after the interval, like 1m-avg')
    )
  );
  const fillPolicy = scanner.take('-')
    ? spanning(scanner, spans, 'downsampleFillPolicy', () =>
        required(
          scanner,
          ENDS.downsample,
          t('text.missing-fill', 'A fill policy is missing: gaps, none, nan, null or zero')
        )
      )
    : DEFAULT_FILL_POLICY;
  return { interval, calendar: marked, aggregator, fillPolicy };
}

function readFilters(scanner: Scanner, parts: Parts, spans: Spans): void {
  for (const groupBy of [true, false]) {
    scanner.skipSpace();
    if (!scanner.take('{')) {
      return;
    }
    scanner.skipSpace();
    while (!scanner.take('}')) {
      const path = `filters[${parts.filters.length}]`;
      parts.filters.push({ ...readFilter(scanner, spans, path), groupBy });
      scanner.skipSpace();
      if (!scanner.take(',') && !scanner.sees('}')) {
        throw new ParseError(t('text.filters-end', 'Filters end with } or go on after a comma'), scanner.position);
      }
      scanner.skipSpace();
    }
  }
  scanner.skipSpace();
}

function readFilter(scanner: Scanner, spans: Spans, path: string): TagFilter {
  const tagk = spanning(scanner, spans, `${path}.tagk`, () => scanner.word(ENDS.key));
  expect(scanner, '=', t('text.missing-value', 'A filter is written like host=web01'));
  scanner.skipSpace();
  const start = scanner.position;
  const name = spanning(scanner, spans, `${path}.type`, () => scanner.word(ENDS.value));
  if (!scanner.take('(')) {
    if (name === '') {
      throw new ParseError(t('text.missing-value', 'A filter is written like host=web01'), start);
    }
    spans[`${path}.filter`] = spans[`${path}.type`];
    return tagToFilter(tagk, name);
  }
  const filter = spanning(scanner, spans, `${path}.filter`, () => scanner.bracketed());
  expect(scanner, ')', t('text.filter-bracket', 'The text of a filter ends with )'));
  return { tagk, type: name, filter, groupBy: true };
}

function required(scanner: Scanner, ends: string, message: string): string {
  scanner.skipSpace();
  const start = scanner.position;
  const word = scanner.word(ends);
  if (word === '') {
    throw new ParseError(message, start);
  }
  return word;
}

function expect(scanner: Scanner, char: string, message: string): void {
  scanner.skipSpace();
  if (!scanner.take(char)) {
    throw new ParseError(message, scanner.position);
  }
}
