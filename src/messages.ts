/**
 * What the editors say when something is wrong or worth knowing, with the reason and the fix. `keys` are those of the texts
 * (src/locales). docs/troubleshooting.md is made from this list and from the backend's, pkg/messages.
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
    intro: 'They stand beside the field; the value is kept as you typed it.',
    messages: [
      {
        keys: ['config.region.invalid'],
        title: 'The region is not a name',
        reason: "A region's name has small letters, digits and single dashes.",
        fix: 'Choose one from the list. For hosts and URLs, choose *Custom URL*.',
      },
      {
        keys: ['config.url.invalid', 'config.url.credentials', 'config.url.query'],
        title: "The URL can't be used",
        reason:
          'The URL is the root of the API, without credentials and parameters. Credentials in it would be stored in clear.',
        fix: 'Write scheme, host, port and path prefix only, and enter the token under *Authentication*.',
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
        reason: "The plugin's backend, or the data source's settings, can't respond. The error behind it says which.",
        fix: 'You can go on editing. What the server lacks is refused when the query runs.',
      },
      {
        keys: ['query.broken'],
        title: 'Invalid fields in the saved query',
        reason:
          "Fields of the panel's JSON hold what no editor has written there. The query runs as saved, and fails by the name of the field.",
        fix: 'Your first change in the form removes these fields. To keep them, correct them by hand ([Query JSON reference](queries.md)).',
      },
      {
        keys: ['editor.aggregator.unknown', 'editor.filter.unknown-type', 'editor.downsample.unknown-fill'],
        title: 'The server lacks what the query uses',
        reason: 'The query was saved for another server type, or by hand.',
        fix: 'Choose another one from the list. Until then the query is refused.',
      },
      {
        keys: ['editor.options.missing'],
        title: 'A control of another server',
        reason: 'Calendar, percentiles or rollups are set, and this server has none.',
        fix: 'Clear the field. Until then the query is refused.',
      },
      {
        keys: ['editor.rate.no-counter'],
        title: 'No counter options',
        reason: "A backend of an older version than the browser's half responds.",
        fix: "Reload the page. If it goes on, restart Grafana's server.",
      },
      {
        keys: named(
          'query.problem',
          'aggregator-name filter-type interval no-key no-metric no-value percentile positive query-type rollup timezone too-many-metrics whole-number'
        ),
        title: 'An unfinished or invalid field',
        reason: "The query is not run while such a text stands below its field, with the field's name.",
        fix: 'Correct the field as the text says; a dashboard variable (`$interval`) is accepted as well.',
      },
      {
        keys: ['picker.more'],
        title: 'More names than the list shows',
        reason: 'The list ends at *Lookup limit* of the settings.',
        fix: 'Type any part of the name, or enter it in full.',
      },
      {
        keys: ['browser.none', 'browser.sparkline-none'],
        title: 'The metrics browser finds nothing',
        reason:
          'The token reads no metric with this text, or the metric has no points in the last hour. A new metric appears within a minute. An OpenTSDB with more names than *Lookup limit* searches from the beginning of names.',
        fix: 'Type the beginning of the name.',
      },
      {
        keys: ['metadata.failed', 'metadata.failed-status'],
        title: "Grafana can't get a list of names",
        reason: "The browser's call to Grafana failed, not Grafana's to the server.",
        fix: "401 and 403: log in again, or ask for the permission to query. 404: the plugin's backend doesn't run. 5xx: see Grafana's log.",
      },
      {
        keys: ['hint.counter', 'hint.dead-series', 'hint.many-series', 'hint.unknown-metric', 'hint.unknown-key'],
        title: 'Hints below a query',
        reason:
          'The result looks as if the query could mean something else: a counter without a rate, a fill policy that extends series which ended, more series than can be told apart, or a name that no series has.',
        fix: 'Use the button beside the hint, or correct the name. Leave it if the query is as you want it.',
      },
    ],
  },
  {
    title: 'Filter and group by',
    intro: "Grafana 13 shows them at a dashboard's filters and group-by keys.",
    messages: [
      {
        keys: ['drilldown.no-key', 'drilldown.operator', 'drilldown.not-grouped'],
        title: "The filter or key can't be applied",
        reason:
          "The panels' metrics don't have the tag key, tags have no order to compare by, or the query's points aren't grouped.",
        fix: 'Choose a key from the list and one of the operators named. Without *Explicit tags*, a query can be grouped by every key.',
      },
    ],
  },
  {
    title: 'Code mode',
    intro:
      "A character's place is counted from 1. The text has the form of [OpenTSDB's sub-queries](http://opentsdb.net/docs/build/html/api_http/query/index.html): `avg:rate{counter}:1m-avg-gaps:net.bytes{host=*}{dc=literal_or(gra)}`.",
    messages: [
      {
        keys: ['editor.code.problem'],
        title: 'The place of a problem',
        reason: 'One of the following texts, with its place.',
        fix: 'Correct the text there.',
      },
      {
        keys: named('text', 'missing-aggregator missing-colon missing-metric rest'),
        title: 'The query is incomplete',
        reason:
          'A query is `aggregator:metric`, with options between the two, and filters in braces after the metric; nothing follows those.',
        fix: 'Write, for example, `avg:os.cpu`.',
      },
      {
        keys: named('text', 'unknown-option missing-downsampler missing-fill'),
        title: 'An option of the query is wrong',
        reason:
          'Parts between the aggregator and the metric are joined by colons. A metric whose name holds a colon stands in double quotes.',
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
          'Names with special characters stand in double quotes, and `"` within them is `\\"`. Brackets within a regular expression close in pairs.',
        fix: 'Close it; write `\\(` for a bracket that is meant as itself.',
      },
    ],
  },
  {
    title: 'Operations',
    intro: 'An operation is a function around the query; [Functions](functions.md) says what each does and takes.',
    messages: [
      {
        keys: named('functions.problem', 'unknown unknown-near math alias too-many too-many-params'),
        title: "The function isn't one, or is in the wrong place",
        reason:
          "Names are case-sensitive. OpenTSDB's arithmetic functions pair points by position; Grafana's Math pairs them by time, in alert rules too.",
        fix: 'Choose a function in *Operations*, join queries by a Math expression, fill in *Alias*, or remove what is too much.',
      },
      {
        keys: named(
          'functions.problem',
          'by-missing comparison-missing count-missing length-missing number-missing shift-missing tag-key'
        ),
        title: 'A parameter is missing',
        reason: 'A parameter is empty, or its variable is.',
        fix: 'Fill it in, with a value or a variable of the dashboard.',
      },
      {
        keys: named(
          'functions.problem',
          'comparison infinite length limit-nothing no-series number reducer too-long whole-series window window-nothing word'
        ),
        title: 'A parameter has the wrong form',
        reason:
          'A number is a decimal such as `0.001`, `-5` or `1e3`. A time is a whole number and a unit: `ms`, `s`, `m`, `h`, `d`, `w`, `n` (30 days) or `y`. A variable has to hold one value.',
        fix: 'Write it as the text says.',
      },
      {
        keys: named('functions.interval', 'calendar empty one-point percent rest shift window'),
        title: "The function doesn't fit the query's interval",
        reason:
          'Without downsampling, points lie at any time; with `0all`, one point is left; days of the calendar differ in length from month to month.',
        fix: 'Choose an interval under *Options*, or do what the text says.',
      },
    ],
  },
  {
    title: 'Variables and annotations',
    messages: [
      {
        keys: ['variable.unreadable', 'annotation.unreadable'],
        title: "A saved variable or annotation can't be read",
        reason: 'It is of another data source, or was changed by hand. It is kept until you edit it here.',
        fix: 'Choose what it shows again; see [Query JSON reference](queries.md#a-variable).',
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
          "The server has more names than *Lookup limit*, or doesn't say which series a metric has, so that names of all metrics are listed.",
        fix: 'Name a metric, add filters or a search, or raise *Lookup limit*.',
      },
      {
        keys: ['annotation.none'],
        title: 'The server stores no annotations',
        reason: 'OVH Metrics has no call for them.',
        fix: 'Choose *Points of a metric*: each point becomes an event, with its value and tags in the text.',
      },
    ],
  },
];
