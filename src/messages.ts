/**
 * What the editors say when something is wrong or worth knowing, with the reason and the fix. `keys` are those of the texts
 * (src/locales). docs/troubleshooting.md is made from this list and from the backend's, pkg/messages: what the backend says
 * in the same words, such as the problems of functions, is there alone.
 */
export interface Message {
  keys: string[];
  title: string;
  reason: string;
  fix: string;
}

/** Messages that stand together on the page. */
export interface MessageGroup {
  title: string;
  intro?: string;
  messages: Message[];
}

const named = (prefix: string, names: string) => names.split(' ').map((name) => `${prefix}.${name}`);

export const MESSAGE_GROUPS: MessageGroup[] = [
  {
    title: 'Settings form',
    intro: 'They stand beside the field. The form keeps the value as you typed it.',
    messages: [
      {
        keys: ['config.region.invalid'],
        title: 'Not a name of a region',
        reason: "A region's name has lower-case letters, digits and single dashes.",
        fix: 'Choose one from the list. For hosts and URLs, choose *Custom URL*.',
      },
      {
        keys: ['config.url.invalid', 'config.url.credentials', 'config.url.query'],
        title: "The URL can't be used",
        reason:
          'The URL is the root of the API, without credentials and parameters. Credentials in it would be stored unencrypted.',
        fix: 'Enter scheme, host, port and path prefix only, and enter the token under *Authentication*.',
      },
      {
        keys: ['config.limits.interval-invalid', 'config.limits.number-invalid'],
        title: 'A limit is not a number or an interval',
        reason: '*Min interval* is a number and a unit; the others are whole numbers.',
        fix: 'Correct the value, or leave the field empty for its default.',
      },
      {
        keys: ['config.auth.missing'],
        title: 'A region without a token',
        reason: '*No authentication* is chosen for a region.',
        fix: 'Choose *READ token* and enter it, or *Custom URL* for a server that needs none.',
      },
    ],
  },
  {
    title: 'Query editor',
    messages: [
      {
        keys: ['query.server-unknown'],
        title: "The server's features are not known",
        reason:
          "The plugin's backend doesn't respond, or the data source's settings are invalid. The error at the end says which.",
        fix: "You can still edit the query. If it uses what the server doesn't support, it is refused when it runs.",
      },
      {
        keys: ['query.broken'],
        title: 'Invalid fields in the saved query',
        reason:
          "Fields of the panel's JSON have values that no editor saves. The query runs as saved, and fails with an error that names the field.",
        fix: 'Your first change in the form removes these fields. To keep them, correct them by hand ([Query JSON reference](queries.md)).',
      },
      {
        keys: ['editor.aggregator.unknown', 'editor.filter.unknown-type', 'editor.downsample.unknown-fill'],
        title: 'The server lacks what the query uses',
        reason: 'The query was saved for another server type, or written by hand.',
        fix: 'Choose another one from the list. Until then the query is refused.',
      },
      {
        keys: ['editor.options.missing'],
        title: 'An option of another server type',
        reason: "*Calendar*, *Percentiles* or *Rollup* is set, and this server doesn't support it.",
        fix: 'Clear the field. Until then the query is refused.',
      },
      {
        keys: ['editor.rate.no-counter'],
        title: 'No counter options',
        reason: "The page and the plugin's backend are of different versions.",
        fix: "Reload the page. If the text stays, restart Grafana's server.",
      },
      {
        keys: named(
          'query.problem',
          'aggregator-name filter-type interval no-key no-metric no-value percentile positive query-type rollup timezone too-many-metrics whole-number'
        ),
        title: 'An unfinished or invalid field',
        reason: "The text stands below its field. Until the field is corrected, the query doesn't run.",
        fix: 'Correct the field as the text says. A dashboard variable (`$interval`) is accepted too.',
      },
      {
        keys: ['picker.more'],
        title: 'More names than the list shows',
        reason: "The list ends at *Lookup limit* in the data source's settings.",
        fix: 'Type any part of the name, or enter it in full.',
      },
      {
        keys: ['browser.none', 'browser.sparkline-none'],
        title: 'The metrics browser finds nothing',
        reason:
          'No metric that the token reads has this text in its name, or the metric has no points in the last hour. A new metric appears within a minute. If an OpenTSDB has more names than *Lookup limit*, only the beginning of names is searched.',
        fix: 'Type the beginning of the name.',
      },
      {
        keys: ['metadata.failed', 'metadata.failed-status'],
        title: "Grafana can't get a list of names",
        reason: "The browser's request to Grafana failed, not Grafana's request to the server.",
        fix: "401 and 403: log in again, or ask for the permission to query the data source. 404: the plugin's backend doesn't run. 5xx: see Grafana's log.",
      },
      {
        keys: ['hint.counter', 'hint.dead-series', 'hint.many-series', 'hint.unknown-metric', 'hint.unknown-key'],
        title: 'Hints below a query',
        reason:
          'The result looks as if the query could mean something else: a counter without a rate, a fill policy that extends series that ended, more lines than one can read, or a name that no series has.',
        fix: 'Use the button beside the hint, or correct the name. Ignore it if the query is as you want it.',
      },
    ],
  },
  {
    title: 'Filter and group by',
    intro: 'Grafana 13 shows them on the filters and group-by keys of a dashboard.',
    messages: [
      {
        keys: ['drilldown.no-key', 'drilldown.operator', 'drilldown.not-grouped'],
        title: "The filter or key can't be applied",
        reason:
          "The panels' metrics don't have the tag key, tags can't be compared by `<` or `>`, or the query's points aren't grouped.",
        fix: 'Choose a key from the list and one of the operators in the message. If the query has *Explicit tags*, turn them off, or filter by the key.',
      },
    ],
  },
  {
    title: 'Code mode',
    intro:
      "Characters are counted from 1. The text has the form of [OpenTSDB's sub-queries](http://opentsdb.net/docs/build/html/api_http/query/index.html): `avg:rate{counter}:1m-avg-gaps:net.bytes{host=*}{dc=literal_or(gra)}`.",
    messages: [
      {
        keys: ['editor.code.problem'],
        title: 'The position of a problem',
        reason:
          'The message is one of the following, or of those on [functions](#functions). The number is the position in the text.',
        fix: 'Correct the text there.',
      },
      {
        keys: named('text', 'missing-aggregator missing-colon missing-metric rest'),
        title: 'The query is incomplete',
        reason:
          'A query is `aggregator:metric`, with options between the two, and filters in braces after the metric. Nothing can follow the filters.',
        fix: 'Write, for example, `avg:os.cpu`.',
      },
      {
        keys: named('text', 'unknown-option missing-downsampler missing-fill'),
        title: 'An option of the query is wrong',
        reason:
          "Colons separate the parts between the aggregator and the metric. Put a metric's name with a colon in double quotes.",
        fix: 'Write, for example, `avg:1m-avg-gaps:explicit_tags:os.cpu`.',
      },
      {
        keys: named('text', 'rate-options rate-brace'),
        title: 'The options of a rate are wrong',
        reason: 'A rate is `rate`, `rate{counter}`, `rate{dropcounter}` or `rate{counter,65535,1000}`.',
        fix: 'Write one of these.',
      },
      {
        keys: named('text', 'percentiles percentiles-bracket'),
        title: 'The list of percentiles is wrong',
        reason: 'Percentiles are numbers above 0 and up to 100, joined by commas.',
        fix: 'Write, for example, `percentiles[95,99.9]`.',
      },
      {
        keys: named('text', 'missing-value filters-end filter-bracket'),
        title: 'A filter is wrong',
        reason:
          '`{host=*,dc=gra}` groups by the tags; a second pair of braces only filters: `{}{host=literal_or(web01|web02)}`.',
        fix: 'Complete the filter and close the braces.',
      },
      {
        keys: [
          ...named('text', 'open-quote quoted open-bracket'),
          ...named('functions.text', 'quote unclosed param-end rest'),
        ],
        title: 'A quote or bracket is not closed',
        reason:
          'Put names with special characters in double quotes, and write `"` in them as `\\"`. In a regular expression, brackets come in pairs.',
        fix: 'Close it. Write `\\(` for a bracket as a plain character.',
      },
    ],
  },
  {
    title: 'Variables and annotations',
    messages: [
      {
        keys: ['variable.unreadable', 'annotation.unreadable'],
        title: "A saved variable or annotation can't be read",
        reason: 'Another data source saved it, or it was changed by hand. It is kept until you edit it here.',
        fix: 'Choose again what it shows. See [Query JSON reference](queries.md#a-variable).',
      },
      {
        keys: ['variable.needs-key', 'variable.needs-metric'],
        title: 'The variable is incomplete',
        reason: 'The variable has no values until you choose one.',
        fix: 'Choose the tag key or the metric.',
      },
      {
        keys: ['variable.cut-title', 'variable.cut'],
        title: 'The variable lacks values',
        reason:
          "The server has more names than *Lookup limit*. Or it can't list the series of a metric, so the list has the names of all metrics.",
        fix: 'Name a metric, add filters or a search, or raise *Lookup limit*.',
      },
      {
        keys: ['annotation.none'],
        title: 'The server stores no annotations',
        reason: 'OVH Metrics has no call for annotations.',
        fix: 'Choose *Points of a metric*: each point becomes an event, with its value and tags in the text.',
      },
    ],
  },
];
