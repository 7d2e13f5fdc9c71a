import { dateTime, type DateTimeInput } from '@grafana/data';

/** A variable's value: several when more than one is chosen. */
export type VariableValue = string | string[];

interface Formatted {
  /** What was chosen. */
  value: VariableValue;
  /** How it is shown. */
  text: string;
  /** The variable's name. */
  name: string;
  /** What stands behind a further colon: `${from:date:YYYY}`. */
  argument?: string;
}

type Formatter = (formatted: Formatted) => string;

function list(value: VariableValue): string[] {
  return Array.isArray(value) ? value : [value];
}

/** Escapes what a regular expression would read as its own, `/` included (it may stand between slashes). */
function escapeRegex(text: string): string {
  return text.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
}

function quoted(value: VariableValue, quote: string, escape: string): string {
  return list(value)
    .map((one) => quote + one.replaceAll(quote, escape) + quote)
    .join(',');
}

/**
 * Grafana's formats of a variable's value
 * (https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/#advanced-variable-format-options).
 */
const formatters: Record<string, Formatter> = {
  csv: ({ value }) => list(value).join(','),
  date: ({ value, argument }) => date(list(value)[0], argument),
  distributed: ({ value, name }) => list(value).join(`,${name}=`),
  doublequote: ({ value }) => quoted(value, '"', '\\"'),
  glob: ({ value }) => (Array.isArray(value) && value.length !== 1 ? `{${value.join(',')}}` : list(value)[0]),
  json: ({ value }) => JSON.stringify(value),
  lucene: ({ value }) =>
    Array.isArray(value) ? `(${value.map((one) => `"${one.replaceAll('"', '\\"')}"`).join(' OR ')})` : value,
  percentencode: ({ value }) => encodeURIComponent(Array.isArray(value) ? `{${value.join(',')}}` : value),
  pipe: ({ value }) => list(value).join('|'),
  queryparam: ({ value, name }) =>
    list(value)
      .map((one) => `var-${encodeURIComponent(name)}=${encodeURIComponent(one)}`)
      .join('&'),
  raw: ({ value }) => list(value).join(','),
  regex: ({ value }) => {
    const escaped = list(value).map(escapeRegex);
    return escaped.length === 1 ? escaped[0] : `(${escaped.join('|')})`;
  },
  singlequote: ({ value }) => quoted(value, "'", "\\'"),
  sqlstring: ({ value }) => quoted(value, "'", "''"),
  text: ({ text }) => text,
};

function date(ms: string, format = 'iso'): string {
  const time: DateTimeInput = Number(ms);
  switch (format) {
    case 'iso':
      return dateTime(time).toISOString();
    case 'seconds':
      return String(Math.round(Number(ms) / 1000));
    default:
      return dateTime(time).format(format);
  }
}

/** Writes a value in one of Grafana's formats, `glob` when none or an unknown one is named. */
export function formatValue(format: string | undefined, formatted: Omit<Formatted, 'argument'>): string {
  const [name, ...rest] = (format ?? 'glob').split(':');
  const formatter = formatters[name] ?? formatters.glob;
  return formatter({ ...formatted, argument: rest.length > 0 ? rest.join(':') : undefined });
}
