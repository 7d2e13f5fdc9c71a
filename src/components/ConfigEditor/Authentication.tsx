import React, { useState } from 'react';

import { t } from '@grafana/i18n';
import { Auth, AuthMethod, convertLegacyAuthProps } from '@grafana/plugin-ui';
import { FieldValidationMessage } from '@grafana/ui';

import { DEFAULTS } from '../../settings/defaults';
import { endpointOf } from '../../settings/endpoint';
import { TokenFields } from './TokenFields';
import { type SectionProps, type Settings } from './types';

const TOKEN = 'custom-token';

type Method = typeof TOKEN | AuthMethod;

/** The values of a method that is no longer selected, in case it is selected again before the form is saved. */
interface Parked {
  token: string;
  isTokenConfigured: boolean;
  basicAuth: boolean;
}

/**
 * Authentication: the READ token, a user and password, or none; then TLS and headers. Only the selected method's values are
 * saved, as a stored token would still be sent.
 */
export function Authentication({ settings, onChange }: SectionProps) {
  const [method, setMethod] = useState<Method>(() => methodOf(settings));
  const [parked, setParked] = useState<Parked>();
  const { basicAuth, TLS, customHeaders, readOnly } = convertLegacyAuthProps({ config: settings, onChange });

  const choose = (chosen: Method) => {
    if (method === TOKEN) {
      setParked({
        token: settings.secureJsonData?.token ?? '',
        isTokenConfigured: Boolean(settings.secureJsonFields?.token),
        basicAuth: settings.basicAuth,
      });
    }
    setMethod(chosen);
    onChange(chosen === TOKEN ? withToken(settings, parked) : withoutToken(settings, chosen === AuthMethod.BasicAuth));
  };

  return (
    <>
      <Auth
        selectedMethod={method}
        onAuthMethodSelect={(chosen) => choose(chosen as Method)}
        visibleMethods={[TOKEN, AuthMethod.BasicAuth, AuthMethod.NoAuth]}
        customMethods={[
          {
            id: TOKEN,
            label: t('config.auth.token', 'READ token'),
            description: t(
              'config.auth.token-description',
              'Authenticate with the READ token of your OVH Metrics application'
            ),
            component: <TokenFields settings={settings} onChange={onChange} />,
          },
        ]}
        defaultOptionsOverrides={{
          [AuthMethod.BasicAuth]: {
            label: t('config.auth.basic', 'Basic authentication'),
            description: t('config.auth.basic-description', 'Authenticate with a user and a password'),
          },
          [AuthMethod.NoAuth]: {
            label: t('config.auth.anonymous', 'No authentication'),
            description: t('config.auth.anonymous-description', 'For a server that needs no authentication'),
          },
        }}
        basicAuth={basicAuth && { ...basicAuth, ...basicAuthTexts() }}
        TLS={TLS}
        customHeaders={customHeaders}
        readOnly={readOnly}
      />
      {method === AuthMethod.NoAuth && endpointOf(settings).kind !== 'url' && (
        <FieldValidationMessage>
          {t('config.auth.missing', 'OVH Metrics needs authentication: choose READ token and enter it')}
        </FieldValidationMessage>
      )}
    </>
  );
}

/** The method of stored settings: if there is a token, it is sent. */
function methodOf(settings: Settings): Method {
  if (settings.secureJsonFields?.token || settings.secureJsonData?.token) {
    return TOKEN;
  }
  if (settings.basicAuth) {
    return AuthMethod.BasicAuth;
  }
  return endpointOf(settings).kind === 'url' ? AuthMethod.NoAuth : TOKEN;
}

function withToken(settings: Settings, parked?: Parked): Settings {
  const { token, ...secrets } = settings.secureJsonData ?? {};
  // If the form was saved in between, the stored token is deleted, and this field is empty.
  const isStored = Boolean(parked?.isTokenConfigured) && token === '';
  const isHeader = (settings.jsonData.tokenTransport ?? DEFAULTS.tokenTransport) === 'header';
  return {
    ...settings,
    basicAuth: Boolean(parked?.basicAuth) && isHeader,
    secureJsonData: parked?.token ? { ...secrets, token: parked.token } : secrets,
    secureJsonFields: { ...settings.secureJsonFields, token: isStored },
  };
}

function withoutToken(settings: Settings, basicAuth: boolean): Settings {
  if (!settings.secureJsonFields?.token && settings.secureJsonData?.token === undefined) {
    return { ...settings, basicAuth };
  }
  return {
    ...settings,
    basicAuth,
    secureJsonData: { ...settings.secureJsonData, token: '' },
    secureJsonFields: { ...settings.secureJsonFields, token: false },
  };
}

/** Translations for plugin-ui's fields of a user and a password, which are English only. */
function basicAuthTexts() {
  return {
    userLabel: t('config.auth.user', 'User'),
    userTooltip: t('config.auth.user-tooltip', 'The user of the server, or of the proxy in front of it'),
    userPlaceholder: t('config.auth.user', 'User'),
    passwordLabel: t('config.auth.password', 'Password'),
    passwordTooltip: t('config.auth.password-tooltip', 'Stored encrypted. It is never sent back to the browser'),
    passwordPlaceholder: t('config.auth.password', 'Password'),
  };
}
