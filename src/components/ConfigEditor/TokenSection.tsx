import React from 'react';

import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Field, SecretInput } from '@grafana/ui';

import { DEFAULTS } from '../../settings/defaults';
import { type TokenTransport } from '../../settings/types';
import { FixedPicker } from '../shared/FixedPicker';
import { type SectionProps } from './ConfigEditor';

/** The READ token and how it travels. Other secrets are kept as they are. */
export function TokenSection({ settings, onChange }: SectionProps) {
  const { jsonData, secureJsonData, secureJsonFields, readOnly } = settings;

  const setToken = (token: string, configured: boolean) =>
    onChange({
      ...settings,
      secureJsonData: { ...secureJsonData, token },
      secureJsonFields: { ...secureJsonFields, token: configured },
    });

  return (
    <ConfigSection
      title={t('config.token.title', 'Token')}
      description={t('config.token.section-description', 'An OVH Metrics application has a READ token for queries')}
    >
      <Field
        label={t('config.token.label', 'READ token')}
        description={t('config.token.description', 'Stored encrypted; it never comes back to the browser')}
      >
        <SecretInput
          id="config-token"
          isConfigured={Boolean(secureJsonFields?.token)}
          value={secureJsonData?.token ?? ''}
          onChange={(event) => setToken(event.currentTarget.value, false)}
          onReset={() => setToken('', false)}
          autoComplete="off"
          disabled={readOnly}
          width={60}
        />
      </Field>
      <Field
        label={t('config.transport.label', 'Send the token as')}
        description={t('config.transport.description', 'OVH Metrics takes the password')}
        noMargin
      >
        <FixedPicker<TokenTransport>
          id="config-transport"
          options={[
            {
              value: 'basic',
              label: t('config.transport.basic', 'Password'),
              description: t('config.transport.basic-description', 'Basic authentication with any user'),
            },
            {
              value: 'header',
              label: t('config.transport.header', 'Header'),
              description: 'X-Warp10-Token',
            },
          ]}
          value={jsonData.tokenTransport ?? DEFAULTS.tokenTransport}
          onChange={(tokenTransport) => onChange({ ...settings, jsonData: { ...jsonData, tokenTransport } })}
          disabled={readOnly}
          width={40}
        />
      </Field>
    </ConfigSection>
  );
}
