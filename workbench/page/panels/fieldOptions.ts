import { type FieldConfigEditorBuilder, identityOverrideProcessor } from '@grafana/data';

/** The options of all panels' fields that the bundled dashboards set; Grafana's own list, with editors, is in no package. */
const STANDARD = ['unit', 'min', 'max', 'displayName', 'color', 'noValue'];

/** An option that a dashboard sets and nobody edits here. */
function option(id: string) {
  const editor = () => null;
  return {
    id,
    path: id,
    name: id,
    editor,
    override: editor,
    process: identityOverrideProcessor,
    shouldApply: () => true,
  };
}

export function standardOptions() {
  return STANDARD.map(option);
}

/** A panel's own options for fields. */
export function customOptions<T>(...ids: string[]) {
  return (builder: FieldConfigEditorBuilder<T>) => {
    ids.forEach((id) => builder.addCustomEditor(option(id)));
  };
}
