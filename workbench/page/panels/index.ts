import { FieldColorModeId, PanelPlugin, PluginType } from '@grafana/data';
import { BarGaugePanel } from './BarGaugePanel';
import { customOptions } from './fieldOptions';
import { TablePanel } from './TablePanel';
import { TimeSeriesPanel } from './TimeSeriesPanel';

const palette = { color: { defaultValue: { mode: FieldColorModeId.PaletteClassic } } };

/** Grafana's panels that the bundled dashboards use, by their ids: the real ones are in no package. */
const panels: Record<string, PanelPlugin> = {
  timeseries: new PanelPlugin(TimeSeriesPanel).useFieldConfig({
    standardOptions: palette,
    useCustomConfig: customOptions('fillOpacity', 'spanNulls'),
  }),
  table: new PanelPlugin(TablePanel).useFieldConfig({
    useCustomConfig: customOptions('filterable', 'minWidth', 'width', 'cellOptions'),
  }),
  bargauge: new PanelPlugin(BarGaugePanel).useFieldConfig({ standardOptions: palette }),
};

for (const [id, plugin] of Object.entries(panels)) {
  const info = {
    author: { name: '' },
    description: '',
    links: [],
    logos: { small: '', large: '' },
    screenshots: [],
    updated: '',
    version: '',
  };
  plugin.meta = { id, name: id, type: PluginType.panel, module: '', baseUrl: '', sort: 0, info };
}

export function findPanel(id: string): PanelPlugin {
  const panel = panels[id];
  if (!panel) {
    throw new Error(`The workbench has no panel "${id}".`);
  }
  return panel;
}
