import React from 'react';

import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { Button, Dropdown, Menu } from '@grafana/ui';

import { type Metadata } from '../../metadata/Metadata';
import { type Names } from '../../metadata/types';
import { aliasPlaceholders } from '../../query/alias';
import { useAnswer } from '../shared/useAnswer';

interface Props {
  metadata: Metadata;
  /** The metric whose tags can name its series. */
  metric: string;
  onPick: (placeholder: string) => void;
}

/** What can stand in an alias for something of each series. */
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

/** The menu itself, which asks for the metric's tags when it opens. */
function Placeholders({ metadata, metric, onPick }: Props) {
  const asked = getTemplateSrv().replace(metric);
  const { value, error, loading } = useAnswer<Names | undefined>(asked, async (signal) =>
    asked === '' ? undefined : metadata.tagKeys({ metric: asked }, signal)
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
