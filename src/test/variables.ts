import { type ScopedVars, type TypedVariableModel } from '@grafana/data';
import { setTemplateSrv, type TemplateSrv } from '@grafana/runtime';

/** A dashboard variable with its chosen value. */
export interface Variable {
  name: string;
  value: string | string[];
  type?: 'query' | 'textbox' | 'custom' | 'constant';
  multi?: boolean;
  includeAll?: boolean;
  /** Whether the value is a custom "All" value, to which Grafana applies no format. */
  custom?: boolean;
}

const REFERENCE = /\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?::(\w+))?\}/g;

/**
 * Stands in for Grafana's template service, which no package provides: the documented syntax and formats
 * (https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/) for the variables given.
 */
export function templateService(...variables: Variable[]): TemplateSrv {
  const replace: TemplateSrv['replace'] = (target = '', scopedVars: ScopedVars = {}, format) =>
    target.replace(REFERENCE, (match, plain, bracketed, bracketedFormat, braced, bracedFormat) => {
      const name = plain ?? bracketed ?? braced;
      const scoped = scopedVars[name];
      const variable = scoped ? { name, value: scoped.value } : variables.find((one) => one.name === name);
      if (!variable) {
        return match;
      }
      return applyFormat(variable, bracketedFormat ?? bracedFormat ?? format);
    });
  return {
    replace,
    getVariables: () => variables as unknown as TypedVariableModel[],
    containsTemplate: (target = '') => replace(target) !== target,
    updateTimeRange: () => undefined,
  };
}

/** Defines dashboard variables. */
export function setVariables(...variables: Variable[]): void {
  setTemplateSrv(templateService(...variables));
}

function applyFormat(variable: Variable, format: string | Function | undefined): string {
  const { value } = variable;
  if (variable.custom) {
    return String(value);
  }
  if (typeof format === 'function') {
    return format(value, { type: 'query', ...variable }, () => String(value));
  }
  const values = Array.isArray(value) ? value : [value];
  switch (format) {
    case 'text':
      return values.join(' + ');
    case 'csv':
      return values.join(',');
    case 'pipe':
      return values.join('|');
    default:
      return values.length > 1 ? `{${values.join(',')}}` : values[0];
  }
}
