import React from 'react';

import { t } from '@grafana/i18n';
import { LoadingPlaceholder, Modal, Text } from '@grafana/ui';

import { type Metadata } from '../../metadata/Metadata';
import { type Names, type Server } from '../../metadata/types';
import { type OpenTsdbQuery } from '../../query/model';
import { likelyKey, patternsOf } from '../../query/patterns';
import { formatQuery } from '../../query/text/format';
import { QueryTexts } from '../shared/QueryTexts';
import { useResponse } from '../shared/useResponse';

interface Props {
  query: OpenTsdbQuery;
  /** The metric with its variables replaced; several are joined by `|`. */
  metric: string;
  metadata: Metadata;
  server: Server;
  onPick: (query: OpenTsdbQuery) => void;
  onClose: () => void;
}

/** Common queries with the metric and filters of the current one. */
export default function PatternsModal({ query, metric, metadata, server, onPick, onClose }: Props) {
  const { value: keys, loading } = useResponse<Names | undefined>(metric, async (signal) =>
    metric === '' ? undefined : metadata.tagKeys({ metric }, signal)
  );

  return (
    <Modal title={t('pattern.title', 'Kick start your query')} isOpen onDismiss={onClose}>
      <Text color="secondary" element="p">
        {t('pattern.keeps', 'The metric and the filters stay. All other options are replaced')}
      </Text>
      {loading ? (
        <LoadingPlaceholder text={t('pattern.loading', 'Loading the tags of the metric…')} />
      ) : (
        // Without tag keys, the patterns use a common one.
        <QueryTexts
          queries={patternsOf(query, likelyKey(query, keys?.values ?? []), server).map((pattern) => ({
            ...pattern,
            text: formatQuery(pattern.query),
          }))}
          onChoose={(pattern) => onPick(pattern.query)}
        />
      )}
    </Modal>
  );
}
