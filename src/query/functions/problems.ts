import { t } from '@grafana/i18n';

import { hasVariable } from '../interval';
import { type FunctionDefinition, functionOf, FUNCTIONS, paramAt, type ParamDefinition } from './definitions';
import { ALIAS, type FunctionCall, MAX_FUNCTIONS } from './model';
import { clip, readParam } from './params';
import { SYNONYMS, synonymOf } from './synonyms';

/** A problem of a function, in the words of pkg/functions. */
export interface FunctionProblem {
  /** The function's index. */
  index: number;
  /** The parameter's index; -1: the problem is the function itself. */
  param: number;
  message: string;
}

/** All problems of functions. Template variables are assumed to be valid. */
export function problems(functions: FunctionCall[]): FunctionProblem[] {
  if (functions.length > MAX_FUNCTIONS) {
    const message = t('functions.problem.too-many', 'Too many functions ({{number}}): a query can have {{most}}', {
      number: functions.length,
      most: MAX_FUNCTIONS,
    });
    return [{ index: MAX_FUNCTIONS, param: -1, message }];
  }
  return functions.flatMap((call, index) =>
    problemsOf(call, index === functions.length - 1).map((problem) => ({ index, ...problem }))
  );
}

type ProblemOfOne = Omit<FunctionProblem, 'index'>;

const AS_IS = { interpolation: { escapeValue: false } };

function problemsOf(call: FunctionCall, isOutermost: boolean): ProblemOfOne[] {
  if (call.name === ALIAS) {
    return isOutermost
      ? []
      : [{ param: -1, message: t('functions.problem.alias', 'alias has to be the outermost function') }];
  }
  const operator = MATH.get(call.name);
  if (operator !== undefined) {
    return [{ param: -1, message: mathProblem(call.name, operator) }];
  }
  const synonym = synonymOf(call.name);
  if (synonym && call.params.length > synonym.maxParams) {
    return [tooManyProblem(call, synonym.example, synonym.maxParams)];
  }
  const { name, params } = synonym?.canonical(call.params) ?? call;
  if (name === undefined) {
    return hasVariable(String(call.params[1])) ? [] : [{ param: 1, message: windowProblem(call) }];
  }
  const definition = functionOf(name);
  if (!definition) {
    return [{ param: -1, message: unknownProblem(call.name) }];
  }
  const maxParams = definition.params.some(({ isRepeated }) => isRepeated) ? Infinity : definition.params.length;
  if (params.length > maxParams) {
    return [tooManyProblem(call, definition.example, maxParams)];
  }
  const found: ProblemOfOne[] = [];
  for (let i = 0; i < Math.max(params.length, definition.params.length); i++) {
    const message = problemOf(call.name, synonym?.example ?? definition.example, definition, i, params[i]);
    if (message !== undefined) {
      found.push({ param: synonym?.own(i) ?? i, message });
    }
  }
  return found;
}

function problemOf(
  name: string,
  example: string,
  definition: FunctionDefinition,
  i: number,
  param: FunctionCall['params'][number] | undefined
): string | undefined {
  const parameter = paramAt(definition, i);
  const text = String(param ?? '').trim();
  if (!parameter || hasVariable(text)) {
    return undefined;
  }
  if (text === '') {
    return missingProblem(name, example, parameter, param !== undefined);
  }
  return readParam(parameter, text).problem?.(name);
}

function missingProblem(
  name: string,
  example: string,
  { type, isOptional, missing }: ParamDefinition,
  isEmpty: boolean
): string | undefined {
  if (type === 'tagKey' && isEmpty) {
    return t('functions.problem.tag-key', '{{function}}: a tag key is empty', { function: name });
  }
  if (isOptional || missing !== undefined) {
    return undefined;
  }
  const values = { function: name, example, ...AS_IS };
  switch (type) {
    case 'count':
      return t(
        'functions.problem.count-missing',
        '{{function}}: enter the number of series. Write {{example}}',
        values
      );
    case 'reducer':
      return t(
        'functions.problem.by-missing',
        '{{function}}: choose the value to compare series by. Write {{example}}',
        values
      );
    case 'comparison':
      return t('functions.problem.comparison-missing', '{{function}}: choose a comparison. Write {{example}}', values);
    case 'length':
      return t(
        'functions.problem.length-missing',
        '{{function}}: enter a number of points or a time. Write {{example}}',
        values
      );
    case 'shift':
      return t(
        'functions.problem.shift-missing',
        '{{function}}: enter a number of points or a time to shift by. Write {{example}}',
        values
      );
    default:
      return t('functions.problem.number-missing', '{{function}}: enter a number. Write {{example}}', values);
  }
}

/** gexp's functions of two queries, with the operators of Grafana's Math. */
const MATH = new Map(
  Object.entries({
    ...{ sumSeries: '+', sum: '+', diffSeries: '-', difference: '-' },
    ...{ multiplySeries: '*', multiply: '*', divideSeries: '/', divide: '/' },
  })
);

function mathProblem(name: string, operator: string): string {
  const expression = `$A ${operator} $B`;
  return t(
    'functions.problem.math',
    '{{function}} joins two queries: add the second query and a Math expression, {{expression}}',
    { function: name, expression, ...AS_IS }
  );
}

function windowProblem({ name, params }: FunctionCall): string {
  return t(
    'functions.problem.window',
    '{{function}}: "{{text}}" is not a window function; write avg, median, min, max or sum',
    {
      function: name,
      text: clip(String(params[1])),
      ...AS_IS,
    }
  );
}

function tooManyProblem({ name, params }: FunctionCall, example: string, maxParams: number): ProblemOfOne {
  const message = t(
    'functions.problem.too-many-params',
    '{{function}}: too many parameters ({{number}}): it takes at most {{most}}. Write {{example}}',
    { function: name, number: params.length, most: maxParams, example, ...AS_IS }
  );
  return { param: maxParams, message };
}

function unknownProblem(name: string): string {
  const near = nearestFunction(name);
  if (near !== undefined) {
    return t('functions.problem.unknown-near', '{{function}} is not a function; did you mean {{near}}?', {
      function: clip(name),
      near,
      ...AS_IS,
    });
  }
  return t('functions.problem.unknown', '{{function}} is not a function; the functions are {{names}}', {
    function: clip(name),
    names: FUNCTIONS.map((one) => one.name).join(', '),
    ...AS_IS,
  });
}

/** The function that a typo may have meant. */
export function nearestFunction(name: string): string | undefined {
  if (name.length > 50) {
    return undefined;
  }
  let best: string | undefined;
  let near = 3;
  for (const other of [...FUNCTIONS, ...SYNONYMS]) {
    const distance = editDistance(name.toLowerCase(), other.name.toLowerCase());
    if (distance < near) {
      best = other.name;
      near = distance;
    }
  }
  return near > Math.floor(name.length / 3) ? undefined : best;
}

/** The Levenshtein distance of two texts. */
function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    let diagonal = row[0];
    row[0] = i + 1;
    for (let j = 0; j < b.length; j++) {
      const cost = a[i] === b[j] ? diagonal : 1 + Math.min(diagonal, row[j], row[j + 1]);
      diagonal = row[j + 1];
      row[j + 1] = cost;
    }
  }
  return row[b.length];
}
