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

/** What a method that isn't chosen any more held, for the case that it is chosen again before the form is saved. */
interface Parked {
  token: string;
  isTokenConfigured: boolean;
  basicAuth: boolean;
}

/**
 * How the data source proves who it is: the READ token, a user and password, or nothing; then TLS and headers. Only what
 * is chosen is kept when the form is saved, as a stored token would still be sent.
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

/** The method that stored settings mean: a token is sent wherever there is one. */
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
  // Saving the form in between has deleted the stored token, and emptied this field.
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

/** What plugin-ui says in English alone, for a user and a password. */
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
