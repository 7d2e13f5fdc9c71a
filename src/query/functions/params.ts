import { t } from '@grafana/i18n';

import { COMPARISONS, type ParamDefinition, REDUCERS } from './definitions';
import { type FunctionParam } from './model';

/** A parameter in the form that is saved, or its problem, with the function's name. */
export interface ReadParam {
  value?: FunctionParam;
  problem?: (name: string) => string;
}

/** Reads a parameter that is neither empty nor a template variable. */
export function readParam(definition: ParamDefinition, text: string): ReadParam {
  switch (definition.type) {
    case 'count':
      return readCount(text);
    case 'number':
      return readNumber(text);
    case 'reducer':
      return readReducer(text);
    case 'comparison':
      return COMPARISONS.includes(text) ? { value: text } : { problem: (name) => comparisonProblem(name, text) };
    case 'length':
    case 'shift':
      return readLength(definition, text);
    case 'word':
      return readWord(definition, text);
    default:
      return { value: text };
  }
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** Whether text is a decimal. In Code mode, only numbers are written without quotes. */
export function isNumberText(text: string): boolean {
  return NUMBER.test(text);
}

const AS_IS = { interpolation: { escapeValue: false } };

function readNumber(text: string): ReadParam {
  if (!isNumberText(text)) {
    return { problem: (name) => noNumberProblem(name, text) };
  }
  if (!Number.isFinite(Number(text))) {
    return {
      problem: (name) =>
        t('functions.problem.infinite', '{{function}}: {{text}} is too large for a number', {
          function: name,
          text: clip(text),
          ...AS_IS,
        }),
    };
  }
  return { value: Number(text) + 0 }; // never -0, which JSON doesn't have
}

function noNumberProblem(name: string, text: string): string {
  return t('functions.problem.number', '{{function}}: "{{text}}" is not a number', {
    function: name,
    text: clip(text),
    ...AS_IS,
  });
}

function readCount(text: string): ReadParam {
  const value = Number(text);
  if (!isNumberText(text) || !Number.isFinite(value)) {
    return { problem: (name) => noNumberProblem(name, text) };
  }
  if (value < 1) {
    return {
      problem: (name) =>
        t('functions.problem.no-series', '{{function}}: the number of series is {{text}}; write 1 or more', {
          function: name,
          text: clip(text),
          ...AS_IS,
        }),
    };
  }
  if (!Number.isInteger(value)) {
    return {
      problem: (name) =>
        t('functions.problem.whole-series', '{{function}}: {{text}} is not a whole number of series', {
          function: name,
          text: clip(text),
          ...AS_IS,
        }),
    };
  }
  return { value };
}

const OTHER_REDUCERS = new Map(Object.entries({ average: 'avg', mean: 'avg', total: 'sum', current: 'last' }));

function readReducer(text: string): ReadParam {
  const value = REDUCERS.includes(text) ? text : OTHER_REDUCERS.get(text);
  if (value !== undefined) {
    return { value };
  }
  return {
    problem: (name) =>
      t('functions.problem.reducer', '{{function}}: "{{text}}" is not known; write max, avg, min, sum or last', {
        function: name,
        text: clip(text),
        ...AS_IS,
      }),
  };
}

function comparisonProblem(name: string, text: string): string {
  return t(
    'functions.problem.comparison',
    '{{function}}: "{{text}}" is not a comparison; write >, >=, <, <=, = or !=',
    {
      function: name,
      text: clip(text),
      ...AS_IS,
    }
  );
}

function readWord({ id, options }: ParamDefinition, text: string): ReadParam {
  const [word] = options ?? [];
  if (text === word || (id === 'descending' && text === 'true')) {
    return { value: word };
  }
  if (id === 'descending' && (text === 'false' || text === 'asc')) {
    return {};
  }
  return {
    problem: (name) =>
      t('functions.problem.word', '{{function}}: "{{text}}" is unknown here; write {{word}} or nothing', {
        function: name,
        text: clip(text),
        word,
        ...AS_IS,
      }),
  };
}

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const CENTURY = 100 * 365 * DAY;
const MAX_POINTS = 1_000_000;

const UNITS = new Map(
  Object.entries({
    ms: 1,
    s: SECOND,
    m: 60 * SECOND,
    h: 60 * 60 * SECOND,
    d: DAY,
    w: 7 * DAY,
    n: 30 * DAY,
    y: 365 * DAY,
  })
);

/** The units of gexp and Graphite. */
const LONG_UNITS = new Map(
  Object.entries({
    ...{ sec: 's', secs: 's', second: 's', seconds: 's', min: 'm', mins: 'm', minute: 'm', minutes: 'm' },
    ...{ hr: 'h', hrs: 'h', hour: 'h', hours: 'h', day: 'd', days: 'd', week: 'w', weeks: 'w' },
  })
);

/** A number of points, or a time as a whole number and a unit. A plus shifts into the future. */
function readLength({ id, type }: ParamDefinition, text: string): ReadParam {
  const [, sign, digits, written] = /^([-+]?)(\d+)([a-z]*)$/.exec(text) ?? [];
  const unit = LONG_UNITS.get(written) ?? written;
  const unitMs = UNITS.get(unit);
  if (digits === undefined || (unit !== '' && unitMs === undefined) || (type === 'length' && sign !== '')) {
    return {
      problem: (name) =>
        t(
          'functions.problem.length',
          '{{function}}: "{{text}}" is neither a number of points nor a time; write 5 or 10m',
          { function: name, text: clip(text), ...AS_IS }
        ),
    };
  }
  const count = Number(digits);
  if (type === 'length' && count < 1) {
    return { problem: (name) => nothingProblem(name, id) };
  }
  if (unitMs === undefined ? count > MAX_POINTS : count > Math.floor(CENTURY / unitMs)) {
    return {
      problem: (name) =>
        t(
          'functions.problem.too-long',
          '{{function}}: {{text}} is too long; it can be 100y or 1000000 points at most',
          {
            function: name,
            text: clip(text),
            ...AS_IS,
          }
        ),
    };
  }
  return { value: unit === '' && sign !== '+' ? count : `${sign === '+' ? '+' : ''}${count}${unit}` };
}

function nothingProblem(name: string, id: ParamDefinition['id']): string {
  return id === 'limit'
    ? t('functions.problem.limit-nothing', '{{function}}: the limit has to be longer than 0', { function: name })
    : t('functions.problem.window-nothing', '{{function}}: the window has to be longer than 0', {
        function: name,
      });
}

/** Shortens a text for a problem. */
export function clip(text: string): string {
  const maxLetters = 50;
  const letters = [...text];
  return letters.length > maxLetters ? `${letters.slice(0, maxLetters).join('')}…` : text;
}
