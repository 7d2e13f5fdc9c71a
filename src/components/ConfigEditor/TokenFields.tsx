import React from 'react';

import { t } from '@grafana/i18n';
import { Field, Input, SecretInput, Switch } from '@grafana/ui';

import { DEFAULTS } from '../../settings/defaults';
import { type TokenTransport } from '../../settings/types';
import { FixedPicker } from '../shared/FixedPicker';
import { type SectionProps } from './types';

/** The READ token and how it is sent; with a token in a header, also a user and password for a proxy. */
export function TokenFields({ settings, onChange }: SectionProps) {
  const { jsonData, secureJsonData, secureJsonFields, readOnly } = settings;
  const transport = jsonData.tokenTransport ?? DEFAULTS.tokenTransport;

  const setSecret = (name: 'token' | 'basicAuthPassword', text: string) =>
    onChange({
      ...settings,
      secureJsonData: { ...secureJsonData, [name]: text },
      secureJsonFields: { ...secureJsonFields, [name]: false },
    });

  return (
    <>
      <Field
        label={t('config.token.label', 'READ token')}
        description={t('config.token.description', 'Stored encrypted. It is never sent back to the browser')}
      >
        <SecretInput
          id="config-token"
          isConfigured={Boolean(secureJsonFields?.token)}
          value={secureJsonData?.token ?? ''}
          onChange={(event) => setSecret('token', event.currentTarget.value)}
          onReset={() => !readOnly && setSecret('token', '')}
          autoComplete="off"
          disabled={readOnly}
          width={60}
        />
      </Field>
      <Field
        label={t('config.transport.label', 'Send the token as')}
        description={t('config.transport.description', 'OVH Metrics takes the password')}
        noMargin={transport !== 'header'}
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
          value={transport}
          onChange={(tokenTransport) =>
            onChange({
              ...settings,
              basicAuth: tokenTransport === 'header' && settings.basicAuth,
              jsonData: { ...jsonData, tokenTransport },
            })
          }
          disabled={readOnly}
          width={40}
        />
      </Field>
      {transport === 'header' && (
        <Field
          label={t('config.proxy-auth.label', 'Basic authentication beside the token')}
          description={t('config.proxy-auth.description', 'For a proxy in front of the server')}
          noMargin={!settings.basicAuth}
        >
          <Switch
            id="config-proxy-auth"
            value={settings.basicAuth}
            onChange={(event) => onChange({ ...settings, basicAuth: event.currentTarget.checked })}
            disabled={readOnly}
          />
        </Field>
      )}
      {transport === 'header' && settings.basicAuth && (
        <>
          <Field label={t('config.auth.user', 'User')}>
            <Input
              id="config-proxy-user"
              value={settings.basicAuthUser}
              onChange={(event) => onChange({ ...settings, basicAuthUser: event.currentTarget.value })}
              autoComplete="off"
              disabled={readOnly}
              width={60}
            />
          </Field>
          <Field label={t('config.auth.password', 'Password')} noMargin>
            <SecretInput
              id="config-proxy-password"
              isConfigured={Boolean(secureJsonFields?.basicAuthPassword)}
              value={secureJsonData?.basicAuthPassword ?? ''}
              onChange={(event) => setSecret('basicAuthPassword', event.currentTarget.value)}
              onReset={() => !readOnly && setSecret('basicAuthPassword', '')}
              autoComplete="off"
              disabled={readOnly}
              width={60}
            />
          </Field>
        </>
      )}
    </>
  );
}
