import React, { useEffect, useState } from 'react';

import { type QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Text } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { type OpenTsdbQuery } from '../../query/model';
import { formatQuery } from '../../query/text/format';
import { parseQuery } from '../../query/text/parse';
import { QueryTexts } from '../shared/QueryTexts';
import { awaitExample } from './clickedExample';

/** The metric of the examples until the server has returned one of its own. */
const ANY_METRIC = 'sys.cpu.user';

/** Examples in Explore, with a metric of the server. A click runs one. */
export function Help({ datasource, onClickExample }: QueryEditorHelpProps<OpenTsdbQuery>) {
  const source = datasource as OpenTsdbDataSource;
  const { metric, key } = useExampleNames(source);

  return (
    <>
      <Text element="h3" variant="h5">
        {t('help.title', 'Queries to start from')}
      </Text>
      <QueryTexts
        queries={examples(metric, key)}
        onChoose={({ query }) => {
          awaitExample(source, query);
          onClickExample(query);
        }}
      />
      <Text element="p" color="secondary">
        {t(
          'help.text-form',
          'This is OpenTSDB’s own text of a query: aggregator, rate, interval, metric, then filters that make one series per value, then filters that only select. You can paste it in Code mode.'
        )}
      </Text>
    </>
  );
}

function examples(metric: string, key: string) {
  const name = JSON.stringify(metric);
  const tag = JSON.stringify(key);
  const examples = [
    { title: t('help.average', 'The average of all series'), text: `avg:auto-avg-gaps:${name}` },
    { title: t('help.per-tag', 'One line per value of a tag'), text: `avg:auto-avg-gaps:${name}{${tag}=*}` },
    {
      title: t('help.sum', 'Sum of all series; a series without a point adds nothing'),
      text: `zimsum:auto-avg-gaps:${name}`,
    },
    { title: t('help.rate', 'A counter’s change per second'), text: `sum:rate{dropcounter}:auto-avg-gaps:${name}` },
    { title: t('help.hourly', 'The hourly maximum'), text: `max:1h-max-gaps:${name}` },
    { title: t('help.each', 'Every series by itself, points as they are stored'), text: `none:${name}` },
  ];
  return examples.map(({ title, text }) => {
    const query = parseQuery({ refId: 'A', queryType: 'timeseries' }, text);
    return { title, query, text: formatQuery(query) };
  });
}

/** A metric of the server's and one of its tag keys. */
function useExampleNames({ metadata }: OpenTsdbDataSource): { metric: string; key: string } {
  const [names, setNames] = useState({ metric: ANY_METRIC, key: 'host' });

  useEffect(() => {
    const controller = new AbortController();
    const find = async () => {
      const { values } = await metadata.metrics({}, controller.signal);
      const [metric = ANY_METRIC] = values;
      const keys = await metadata.tagKeys({ metric }, controller.signal);
      setNames({ metric, key: keys.values[0] ?? 'host' });
    };
    // Without it, the examples use a metric that the server may not have.
    find().catch(() => undefined);
    return () => controller.abort();
  }, [metadata]);

  return names;
}
