import { BehaviorSubject } from 'rxjs';
import { type ScopedVars, type TimeRange, type TypedVariableModel, VariableHide, LoadingState } from '@grafana/data';
import { type TemplateSrv, type VariableInterpolation } from '@grafana/runtime';
import { formatValue, type VariableValue } from './formats';

/** A variable as the workbench keeps it: a list of values, of which some are chosen. */
export interface WorkbenchVariable {
  name: string;
  /** All values that can be chosen. */
  options: string[];
  /** Those chosen; `multi` allows several. */
  current: string[];
  multi: boolean;
}

/** `$name`, `[[name]]`, `[[name:format]]`, `${name}`, `${name.field}`, `${name:format}`: Grafana's syntax. */
const reference = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g;

/**
 * The variables in scope, as Grafana hands them to plugins by getTemplateSrv. (Grafana's own implementation is part of
 * the server's page and in no package but @grafana/scenes, which needs another router than @grafana/ui.)
 */
export class WorkbenchTemplateSrv implements TemplateSrv {
  /** The variables in scope, told again at every change. */
  readonly variables = new BehaviorSubject<WorkbenchVariable[]>([]);
  private timeRange?: TimeRange;

  /** Puts a variable in scope, in place of one of the same name. */
  set(variable: WorkbenchVariable): void {
    const others = this.variables.value.filter(({ name }) => name !== variable.name);
    this.variables.next([...others, variable]);
  }

  /** Takes a variable out of scope. */
  remove(name: string): void {
    this.variables.next(this.variables.value.filter((variable) => variable.name !== name));
  }

  getVariables(): TypedVariableModel[] {
    return this.variables.value.map(toModel);
  }

  updateTimeRange(timeRange: TimeRange): void {
    this.timeRange = timeRange;
  }

  containsTemplate(target?: string): boolean {
    return [...(target ?? '').matchAll(reference)].some(([, simple, square, , curly]) => {
      const name = simple ?? square ?? curly;
      return name.startsWith('__') || this.variables.value.some((variable) => variable.name === name);
    });
  }

  replace(target = '', scopedVars?: ScopedVars, format?: string | Function, found?: VariableInterpolation[]): string {
    return target.replace(reference, (match, simple, square, squareFormat, curly, fieldPath, curlyFormat) => {
      const variableName: string = simple ?? square ?? curly;
      const ownFormat: string | undefined = squareFormat ?? curlyFormat;
      const resolved = this.resolve(variableName, fieldPath, scopedVars);
      const value = resolved ? write(variableName, resolved, ownFormat ?? format) : match;
      found?.push({ match, variableName, fieldPath, format: ownFormat, value, found: Boolean(resolved) });
      return value;
    });
  }

  private resolve(name: string, fieldPath: string | undefined, scopedVars?: ScopedVars): Resolved | undefined {
    const scoped = scopedVars?.[name];
    if (scoped) {
      const value = fieldPath ? at(scoped.value, fieldPath) : scoped.value;
      return value === undefined || value === null
        ? undefined
        : { value: asValue(value), text: String(scoped.text ?? value) };
    }
    if (this.timeRange && (name === '__from' || name === '__to')) {
      const value = String((name === '__from' ? this.timeRange.from : this.timeRange.to).valueOf());
      return { value, text: value };
    }
    const variable = this.variables.value.find((one) => one.name === name);
    if (!variable) {
      return undefined;
    }
    const value = variable.multi ? variable.current : (variable.current[0] ?? '');
    return { value, text: variable.current.join(' + '), model: toModel(variable) };
  }
}

interface Resolved {
  value: VariableValue;
  text: string;
  model?: TypedVariableModel;
}

function write(name: string, { value, text, model }: Resolved, format?: unknown): string {
  if (typeof format === 'function') {
    return String(format(value, model ?? { name, type: 'adhoc', multi: Array.isArray(value), includeAll: false }));
  }
  return formatValue(typeof format === 'string' ? format : undefined, { value, text, name });
}

function asValue(value: unknown): VariableValue {
  return Array.isArray(value) ? value.map(String) : String(value);
}

/** Follows a path like `labels.host` into a value. */
function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
      value
    );
}

function toModel(variable: WorkbenchVariable): TypedVariableModel {
  const { name, multi } = variable;
  const first = variable.current[0] ?? '';
  const chosen = multi ? { text: variable.current, value: variable.current } : { text: first, value: first };
  return {
    type: 'custom',
    id: name,
    name,
    multi,
    includeAll: false,
    query: variable.options.join(','),
    options: variable.options.map((option) => ({
      text: option,
      value: option,
      selected: variable.current.includes(option),
    })),
    current: { selected: true, ...chosen },
    global: false,
    hide: VariableHide.dontHide,
    skipUrlSync: false,
    rootStateKey: null,
    index: 0,
    state: LoadingState.Done,
    error: null,
    description: null,
  };
}
