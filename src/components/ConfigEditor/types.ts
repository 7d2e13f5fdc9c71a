import { type DataSourceSettings } from '@grafana/data';

import { type OpenTsdbOptions, type OpenTsdbSecureOptions } from '../../settings/types';

/** What every section of the settings gets. A change replaces the settings whole, so a section must keep what it doesn't know. */
export interface SectionProps {
  settings: Settings;
  onChange: (settings: Settings) => void;
}

/** The settings of one data source, as Grafana stores them. */
export type Settings = DataSourceSettings<OpenTsdbOptions, OpenTsdbSecureOptions>;
