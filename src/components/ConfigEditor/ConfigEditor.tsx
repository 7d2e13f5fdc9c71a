import React from 'react';

import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { AdvancedHttpSettings, ConfigSection } from '@grafana/plugin-ui';
import { config } from '@grafana/runtime';
import { Divider, SecureSocksProxySettings, Stack, Text, TextLink } from '@grafana/ui';

import { type OpenTsdbOptions, type OpenTsdbSecureOptions } from '../../settings/types';
import { Authentication } from './Authentication';
import { ConnectionSection } from './ConnectionSection';
import { LimitsSection } from './LimitsSection';
import { type SectionProps } from './types';

/** The page on which a data source is set up. */
export function ConfigEditor({
  options,
  onOptionsChange,
}: DataSourcePluginOptionsEditorProps<OpenTsdbOptions, OpenTsdbSecureOptions>) {
  const section: SectionProps = { settings: options, onChange: onOptionsChange };

  return (
    <Stack direction="column" gap={2}>
      <Text color="secondary" element="p">
        {t('config.intro', 'Enter the address of the server and how to authenticate.')}{' '}
        <TextLink href={`${config.appSubUrl}/plugins/ovh-opentsdb-datasource`} external inline>
          {t('config.documentation', 'View the documentation')}
        </TextLink>
      </Text>
      <Divider />
      <ConnectionSection key={`connection ${options.uid}`} {...section} />
      <Divider />
      <Authentication key={`authentication ${options.uid}`} {...section} />
      <Divider />
      <ConfigSection
        title={t('config.additional.title', 'Additional settings')}
        description={t('config.additional.description', 'Optional: interval, limits, cache, timeout and proxy')}
        isCollapsible
        isInitiallyOpen={false}
      >
        <Stack direction="column" gap={4}>
          <LimitsSection {...section} />
          <AdvancedHttpSettings config={options} onChange={onOptionsChange} />
          {config.secureSocksDSProxyEnabled && (
            <SecureSocksProxySettings options={options} onOptionsChange={onOptionsChange} />
          )}
        </Stack>
      </ConfigSection>
    </Stack>
  );
}
