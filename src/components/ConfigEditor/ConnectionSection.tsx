import React, { useState } from 'react';

import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption, Field, Input, RadioButtonGroup, SecretInput, Stack, Text } from '@grafana/ui';

import { DEFAULTS } from '../../settings/defaults';
import { endpointOf, isHttpUrl, isRegionName, REGIONS, regionUrl } from '../../settings/endpoint';
import { type DialectName } from '../../settings/types';
import { FixedPicker } from '../shared/FixedPicker';
import { useTypedOnEnter } from '../shared/useTypedOnEnter';
import { useUnrepeated } from '../shared/useUnrepeated';
import { type SectionProps } from './ConfigEditor';

type Place = 'region' | 'url';

/** Where the server is: a region of OVH Metrics, or any URL. Choosing one clears the other, as only one can count. */
export function ConnectionSection({ settings, onChange }: SectionProps) {
  const endpoint = endpointOf(settings);
  const [place, setPlace] = useState<Place>(endpoint.kind === 'url' ? 'url' : 'region');

  const choosePlace = (chosen: Place) => {
    setPlace(chosen);
    if (chosen === 'region') {
      onChange({ ...settings, url: '' });
    } else {
      onChange({ ...settings, jsonData: { ...settings.jsonData, region: undefined } });
    }
  };

  return (
    <ConfigSection title={t('config.connection.title', 'Connection')}>
      {endpoint.kind === 'provisioned-region' ? (
        <ProvisionedRegion settings={settings} onChange={onChange} />
      ) : (
        <>
          <Field label={t('config.connection.place', 'Server')}>
            <RadioButtonGroup<Place>
              aria-label={t('config.connection.place', 'Server')}
              options={[
                { value: 'region', label: t('config.connection.place-region', 'OVH Metrics region') },
                { value: 'url', label: t('config.connection.place-url', 'Custom URL') },
              ]}
              value={place}
              onChange={choosePlace}
              disabled={settings.readOnly}
            />
          </Field>
          {place === 'region' ? (
            <Region settings={settings} onChange={onChange} />
          ) : (
            <CustomUrl settings={settings} onChange={onChange} />
          )}
        </>
      )}
    </ConfigSection>
  );
}

function Region({ settings, onChange }: SectionProps) {
  const { onKeyDownCapture, taken } = useTypedOnEnter();
  const region = settings.jsonData.region ?? '';
  const valid = isRegionName(region);
  const pickRegion = useUnrepeated(
    region,
    (region) => onChange({ ...settings, url: '', jsonData: { ...settings.jsonData, region } }),
    (option: ComboboxOption<string>) => taken(option.value).trim()
  );

  return (
    <Stack direction="column" gap={1}>
      <Field
        label={t('config.region.label', 'Region')}
        description={t('config.region.description', 'Pick one, or type another name')}
        htmlFor="config-region"
        invalid={region !== '' && !valid}
        error={t('config.region.invalid', '"{{region}}" is not a region name: it looks like gra1 or bhs1', {
          region,
          interpolation: { escapeValue: false },
        })}
        noMargin
      >
        <div onKeyDownCapture={onKeyDownCapture}>
          <Combobox
            id="config-region"
            options={REGIONS.map((name) => ({ value: name, label: name }))}
            value={region || null}
            onChange={pickRegion}
            createCustomValue
            placeholder={t('config.region.placeholder', 'Choose a region')}
            invalid={region !== '' && !valid}
            disabled={settings.readOnly}
            width={40}
          />
        </div>
      </Field>
      {valid && <ResultingUrl url={regionUrl(region)} />}
    </Stack>
  );
}

function ResultingUrl({ url }: { url: string }) {
  return (
    <Text color="secondary" variant="bodySmall" element="p">
      {t('config.region.url', 'Queries go to {{url}}', { url, interpolation: { escapeValue: false } })}
    </Text>
  );
}

/** A region kept as a secret can be replaced, not read. */
function ProvisionedRegion({ settings, onChange }: SectionProps) {
  return (
    <Field
      label={t('config.region.label', 'Region')}
      description={t('config.region.provisioned', 'The region is set by provisioning')}
      noMargin
    >
      <SecretInput
        id="config-region"
        isConfigured
        disabled={settings.readOnly}
        onReset={() =>
          onChange({
            ...settings,
            secureJsonFields: { ...settings.secureJsonFields, region: false },
            secureJsonData: { ...settings.secureJsonData, region: '' },
          })
        }
        width={40}
      />
    </Field>
  );
}

function CustomUrl({ settings, onChange }: SectionProps) {
  const { url, jsonData } = settings;
  const invalid = url !== '' && !isHttpUrl(url);

  return (
    <>
      <Field
        label={t('config.url.label', 'URL')}
        description={t(
          'config.url.description',
          'The root of an OpenTSDB HTTP API, with its path prefix if it has one'
        )}
        invalid={invalid}
        error={t('config.url.invalid', 'This is not a URL: it looks like http://localhost:4242')}
      >
        <Input
          id="config-url"
          type="url"
          value={url}
          onChange={(event) =>
            onChange({ ...settings, url: event.currentTarget.value, jsonData: { ...jsonData, region: undefined } })
          }
          placeholder="http://localhost:4242"
          disabled={settings.readOnly}
          width={60}
        />
      </Field>
      <Field
        label={t('config.dialect.label', 'Kind of server')}
        description={t('config.dialect.description', 'They answer the same calls differently')}
        noMargin
      >
        <FixedPicker<DialectName>
          id="config-dialect"
          options={[
            {
              value: 'opentsdb',
              label: 'OpenTSDB',
              description: t('config.dialect.opentsdb', 'OpenTSDB 2.2 or newer'),
            },
            {
              value: 'ovh',
              label: 'OVH Metrics',
              description: t('config.dialect.ovh', "OVH Metrics' OpenTSDB gateway over Warp 10"),
            },
          ]}
          value={jsonData.dialect ?? DEFAULTS.dialect}
          onChange={(dialect) => onChange({ ...settings, jsonData: { ...jsonData, dialect } })}
          disabled={settings.readOnly}
          width={40}
        />
      </Field>
    </>
  );
}
