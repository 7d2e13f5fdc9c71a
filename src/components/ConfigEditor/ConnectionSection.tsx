import React, { useState } from 'react';

import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption, Field, Input, RadioButtonGroup, SecretInput, Stack, Text } from '@grafana/ui';

import { DEFAULTS } from '../../settings/defaults';
import { endpointOf, isRegionName, REGIONS, regionUrl, urlProblem } from '../../settings/endpoint';
import { type DialectName } from '../../settings/types';
import { FixedPicker } from '../shared/FixedPicker';
import { useDraft } from '../shared/useDraft';
import { useTypedText } from '../shared/useTypedText';
import { type SectionProps } from './types';

type Location = 'region' | 'url';

/**
 * The server's location: a region of OVH Metrics, or any URL. Only the selected one is in the settings, as a region takes
 * precedence over a URL. The other one's value is restored when it is selected again.
 */
export function ConnectionSection({ settings, onChange }: SectionProps) {
  const endpoint = endpointOf(settings);
  const [location, setLocation] = useState<Location>(endpoint.kind === 'url' ? 'url' : 'region');
  const [parked, setParked] = useState({ region: settings.jsonData.region, url: settings.url });

  const chooseLocation = (chosen: Location) => {
    const { url, jsonData } = settings;
    setLocation(chosen);
    if (chosen === 'region') {
      setParked({ ...parked, url });
      onChange({ ...settings, url: '', jsonData: { ...jsonData, region: parked.region } });
    } else {
      setParked({ ...parked, region: jsonData.region });
      onChange({ ...settings, url: parked.url, jsonData: { ...jsonData, region: undefined } });
    }
  };

  return (
    <ConfigSection title={t('config.connection.title', 'Connection')}>
      {endpoint.kind === 'provisioned-region' ? (
        <ProvisionedRegion settings={settings} onChange={onChange} />
      ) : (
        <>
          <Field label={t('config.connection.location', 'Server')}>
            <RadioButtonGroup<Location>
              aria-label={t('config.connection.location', 'Server')}
              options={[
                { value: 'region', label: t('config.connection.location-region', 'OVH Metrics region') },
                { value: 'url', label: t('config.connection.location-url', 'Custom URL') },
              ]}
              value={location}
              onChange={chooseLocation}
              disabled={settings.readOnly}
            />
          </Field>
          {location === 'region' ? (
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
  const region = settings.jsonData.region ?? '';
  const valid = isRegionName(region);
  const { commit } = useDraft(region, {
    onCommit: (chosen) => onChange({ ...settings, url: '', jsonData: { ...settings.jsonData, region: chosen } }),
  });
  const { handlers, isChoice } = useTypedText((text) => commit(text));
  const pickRegion = ({ value }: ComboboxOption<string>) => {
    if (isChoice()) {
      commit(value.trim());
    }
  };

  return (
    <Stack direction="column" gap={1}>
      <div {...handlers}>
        <Field
          label={t('config.region.label', 'Region')}
          description={t('config.region.description', 'Choose one, or type another name')}
          invalid={region !== '' && !valid}
          error={t(
            'config.region.invalid',
            '"{{region}}" is not a region name. Use small letters, digits and dashes, such as gra1',
            { region, interpolation: { escapeValue: false } }
          )}
          noMargin
        >
          <Combobox
            id="config-region"
            options={REGIONS.map((name) => ({ value: name, label: name }))}
            value={region || null}
            onChange={pickRegion}
            createCustomValue
            placeholder={t('config.region.placeholder', 'Choose a region')}
            disabled={settings.readOnly}
            width={40}
          />
        </Field>
      </div>
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

/** A region that is stored as a secret can be replaced, but not shown. */
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
          !settings.readOnly &&
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
  const problem = urlProblem(url);

  return (
    <>
      <Field
        label={t('config.url.label', 'URL')}
        description={t('config.url.description', 'Root of the OpenTSDB HTTP API, with its path prefix if it has one')}
        invalid={problem !== undefined}
        error={problem}
      >
        <Input
          id="config-url"
          // Not type=url: the browser would add a message of its own, with other words.
          inputMode="url"
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
        label={t('config.dialect.label', 'Server type')}
        description={t('config.dialect.description', 'The software that responds at this URL')}
        noMargin
      >
        <FixedPicker<DialectName>
          id="config-dialect"
          options={[
            {
              value: 'opentsdb',
              label: 'OpenTSDB',
              description: t('config.dialect.opentsdb', 'OpenTSDB 2.2 to 2.4'),
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
