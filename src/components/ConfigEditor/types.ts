import { type DataSourceSettings } from '@grafana/data';

import { type OpenTsdbOptions, type OpenTsdbSecureOptions } from '../../settings/types';

/** The props of every section of the settings. A change replaces all settings, so a section must keep the fields of others. */
export interface SectionProps {
  settings: Settings;
  onChange: (settings: Settings) => void;
}

/** The settings of one data source, as Grafana stores them. */
export type Settings = DataSourceSettings<OpenTsdbOptions, OpenTsdbSecureOptions>;
