import { t } from '@grafana/i18n';

import { isAutoInterval, isInterval, isWholeRange } from '../interval';
import { type OpenTsdbQuery } from '../model';
import { type FunctionCall } from './model';
import { normalize } from './normalize';
import { type FunctionProblem } from './problems';

/** How a query's points are downsampled, and by which unit of the calendar, if any. */
export interface Buckets {
  kind: 'raw' | 'whole range' | 'buckets';
  calendarUnit?: string;
}

/** How a query's points are downsampled; undefined if a variable or an invalid interval leaves that open. */
export function bucketsOf(query: OpenTsdbQuery): Buckets | undefined {
  const { disableDownsampling, downsampleInterval = '', useCalendar } = query;
  const text = downsampleInterval.trim();
  if (disableDownsampling) {
    return { kind: 'raw' };
  }
  if (isWholeRange(text)) {
    return { kind: 'whole range' };
  }
  const [, unit, calendar] = /^[\d.]+([a-z]+?)(c?)$/.exec(text) ?? [];
  if (!isAutoInterval(text) && (unit === undefined || !isInterval(text))) {
    return undefined;
  }
  return { kind: 'buckets', calendarUnit: useCalendar || calendar ? unit : undefined };
}

/**
 * Problems of functions with the query's buckets, in the words of pkg/functions. The functions themselves must be valid; template
 * variables are assumed to be.
 */
export function bucketProblems(functions: FunctionCall[], buckets: Buckets): FunctionProblem[] {
  return normalize(functions).flatMap((call, index) => {
    const message = problemOf(call, functions[index].name, buckets);
    return message === undefined ? [] : [{ index, param: -1, message }];
  });
}

const AS_IS = { interpolation: { escapeValue: false } };

function problemOf({ name, params }: FunctionCall, written: string, { kind, calendarUnit }: Buckets) {
  const [first] = params;
  const isOfPoints = /^[-+]?\d+$/.test(String(first ?? ''));
  const is = { function: written, ...AS_IS };
  switch (name) {
    case 'timeShift':
      if (isOfPoints && kind !== 'buckets') {
        return t(
          'functions.interval.shift',
          '{{function}}: {{buckets}} buckets need a downsample interval; write a time such as 1h',
          { buckets: String(Math.abs(Number(first))), ...is }
        );
      }
      return calendarProblem(String(first), calendarUnit, is);
    case 'asPercent':
      return kind === 'raw'
        ? t(
            'functions.interval.percent',
            '{{function}}: series without downsampling have no common times; set an interval',
            is
          )
        : undefined;
    case 'highest':
    case 'lowest':
      return kind === 'raw' && params[2] === 'other'
        ? t(
            'functions.interval.rest',
            '{{function}}: series without downsampling have no common times for their sum; set an interval',
            is
          )
        : undefined;
    case 'movingAverage':
    case 'movingMedian':
    case 'movingMin':
    case 'movingMax':
    case 'movingSum':
      return kind === 'raw' && isOfPoints
        ? t(
            'functions.interval.window',
            '{{function}}: a window of points needs a downsample interval; write a time such as 10m',
            is
          )
        : onePointProblem(kind, is);
    case 'keepLastValue':
    case 'transformNull':
      return kind === 'raw'
        ? t(
            'functions.interval.empty',
            '{{function}}: points without downsampling have no empty intervals; set an interval',
            is
          )
        : onePointProblem(kind, is);
    case 'derivative':
    case 'nonNegativeDerivative':
    case 'integral':
      return onePointProblem(kind, is);
    default:
      return undefined;
  }
}

type Values = { function: string } & typeof AS_IS;

function onePointProblem(kind: Buckets['kind'], is: Values) {
  return kind === 'whole range'
    ? t('functions.interval.one-point', '{{function}}: the interval 0all leaves one point', is)
    : undefined;
}

/** Calendar days can't be shifted by months, which aren't a fixed number of days. */
function calendarProblem(shift: string, calendarUnit: string | undefined, is: Values) {
  const [, time] = /^[-+]?(\d+[ny])$/.exec(shift) ?? [];
  return time !== undefined && calendarUnit !== undefined && calendarUnit !== 'n' && calendarUnit !== 'y'
    ? t(
        'functions.interval.calendar',
        '{{function}}: days of the calendar are shifted by days or weeks, not by {{time}}',
        { time, ...is }
      )
    : undefined;
}
