import { hasVariable } from '../interval';
import { type FunctionDefinition, functionOf, paramAt } from './definitions';
import { ALIAS, type FunctionCall, type FunctionParam } from './model';
import { readParam } from './params';
import { synonymOf } from './synonyms';

/**
 * Functions with canonical names and parameters: `highestMax 5` becomes `highest 5 max`, `1day` becomes `1d`. An unknown or
 * invalid function stays as it is, for `problems` to report.
 */
export function normalize(functions: FunctionCall[]): FunctionCall[] {
  return functions.map((call) => {
    const { name, params } = synonymOf(call.name)?.canonical(call.params) ?? call;
    const definition = name === undefined ? undefined : functionOf(name);
    const normal = definition && normalizeParams(definition, params);
    return definition && normal ? { name: definition.name, params: normal } : call;
  });
}

/** Normalized functions, of which an outermost `alias` of gexp's becomes the query's alias. */
export function withoutAlias(functions: FunctionCall[]): { functions: FunctionCall[]; alias?: string } {
  const outermost = functions[functions.length - 1];
  return outermost?.name === ALIAS
    ? { functions: normalize(functions.slice(0, -1)), alias: aliasOf(outermost.params) }
    : { functions: normalize(functions) };
}

/** gexp's template for names as an alias: `@host` becomes the tag's placeholder. */
function aliasOf(params: FunctionParam[]): string {
  return params.join(',').replace(/@(\w+)/g, '$tag_$1');
}

/** Undefined if a parameter is invalid. */
function normalizeParams(definition: FunctionDefinition, params: FunctionParam[]): FunctionParam[] | undefined {
  const normal: FunctionParam[] = [];
  for (let i = 0; i < Math.max(params.length, definition.params.length); i++) {
    const parameter = paramAt(definition, i);
    const param = params[i] ?? '';
    const text = String(param).trim();
    if (!parameter) {
      return undefined;
    }
    if (hasVariable(text)) {
      normal.push(param);
    } else if (text !== '') {
      const { value, problem } = readParam(parameter, text);
      if (problem) {
        return undefined;
      }
      normal.push(...(value === undefined ? [] : [value]));
    } else if (parameter.missing !== undefined) {
      normal.push(parameter.missing);
    } else if (!parameter.isOptional || (parameter.isRepeated && i < params.length)) {
      return undefined;
    }
  }
  return normal;
}
