import React from 'react';

import { t } from '@grafana/i18n';
import { Button, Dropdown, Menu } from '@grafana/ui';

import { type Names } from '../../metadata/types';
import { aliasPlaceholders } from '../../query/alias';
import { useResponse } from '../shared/useResponse';
import { type SectionProps } from './types';

interface Props extends Pick<SectionProps, 'datasource' | 'query'> {
  onPick: (placeholder: string) => void;
}

/** A menu of the placeholders for an alias. */
export function AliasMenu(props: Props) {
  return (
    <Dropdown overlay={<Placeholders {...props} />} placement="bottom-start">
      <Button
        variant="secondary"
        icon="plus"
        tooltip={t('editor.alias.insert', 'Insert into the alias')}
        aria-label={t('editor.alias.insert', 'Insert into the alias')}
      />
    </Dropdown>
  );
}

/** The menu's content, which fetches the tags of the query's metrics when it opens. */
function Placeholders({ datasource, query, onPick }: Props) {
  const { metric } = datasource.resolve(query);
  const { value, error, loading } = useResponse<Names | undefined>(metric ?? '', async (signal) =>
    metric === undefined ? undefined : datasource.metadata.tagKeys({ metric }, signal)
  );

  return (
    <Menu>
      {aliasPlaceholders(value?.values ?? []).map((placeholder) => (
        <Menu.Item key={placeholder} label={placeholder} onClick={() => onPick(placeholder)} />
      ))}
      {loading && <Menu.Item label={t('editor.alias.loading', 'Loading the tags…')} disabled />}
      {error && <Menu.Item label={error} disabled />}
    </Menu>
  );
}
