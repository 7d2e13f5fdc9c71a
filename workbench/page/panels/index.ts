import { FieldColorModeId, PanelPlugin } from '@grafana/data';
import { sceneUtils } from '@grafana/scenes';
import { BarGaugePanel } from './BarGaugePanel';
import { customOptions } from './fieldOptions';
import { TablePanel } from './TablePanel';
import { TimeSeriesPanel } from './TimeSeriesPanel';

const palette = { color: { defaultValue: { mode: FieldColorModeId.PaletteClassic } } };

/** Grafana's panels that the bundled dashboards use, by their ids: the real ones are in no package. */
const panels = {
  timeseries: new PanelPlugin(TimeSeriesPanel).useFieldConfig({
    standardOptions: palette,
    useCustomConfig: customOptions('fillOpacity', 'spanNulls'),
  }),
  table: new PanelPlugin(TablePanel).useFieldConfig({
    useCustomConfig: customOptions('filterable', 'minWidth', 'width', 'cellOptions'),
  }),
  bargauge: new PanelPlugin(BarGaugePanel).useFieldConfig({ standardOptions: palette }),
};

/** Makes the panels known to scenes. */
export function registerPanels(): void {
  Object.entries(panels).forEach(([pluginId, plugin]) => sceneUtils.registerRuntimePanelPlugin({ pluginId, plugin }));
}
