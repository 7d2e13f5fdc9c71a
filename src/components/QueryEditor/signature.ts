import { explanationOf, paramLabel } from '../../query/functions/definitions';
import { functionByAnyName, paramByAnyName, synonymOf } from '../../query/functions/synonyms';
import { openCallAt } from '../../query/text/functions';

/** A function's parameters, and which of them is being typed. */
export interface Signature {
  /** The function's text: `highestMax(query,5)`. */
  label: string;
  explanation: string;
  params: Array<{ label: string; explanation: string }>;
  active: number;
}

/** The function whose parameter is being typed at the end of a text. */
export function signatureAt(text: string): Signature | undefined {
  const { subQuery, call } = openCallAt(text);
  if (!call || (call.param === undefined && subQuery.trim() !== '')) {
    return undefined;
  }
  const definition = functionByAnyName(call.name);
  const label = synonymOf(call.name)?.example ?? definition?.example;
  if (!definition || label === undefined) {
    return undefined;
  }
  const written = label.slice(label.indexOf('(') + 1, -1).split(',');
  return {
    label,
    explanation: explanationOf(definition.name),
    params: written.map((one, i) => {
      const param = i === 0 ? undefined : paramByAnyName(call.name, i - 1);
      return { label: one, explanation: param ? paramLabel(param.id) : '' };
    }),
    active: call.param === undefined ? 0 : call.param + 1,
  };
}
