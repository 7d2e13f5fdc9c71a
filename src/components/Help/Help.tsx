import { css } from '@emotion/css';
import React, { useEffect, useState } from 'react';

import { type GrafanaTheme2, type QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Text, useStyles2 } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { type OpenTsdbQuery } from '../../query/model';
import { formatQuery } from '../../query/text/format';
import { applyText } from '../../query/text/parse';

/** A metric for examples, until the server has named one of its own. */
const ANY_METRIC = 'sys.cpu.user';

interface Example {
  title: string;
  text: string;
}

/** Examples to start from, in Explore: a click on one runs it, on a metric that the server has. */
export function Help({ datasource, onClickExample }: QueryEditorHelpProps<OpenTsdbQuery>) {
  const styles = useStyles2(getStyles);
  const { metric, key } = useExampleNames(datasource as OpenTsdbDataSource);

  return (
    <>
      <Text element="h3" variant="h5">
        {t('help.title', 'Queries to start from')}
      </Text>
      <ul className={styles.list}>
        {examples(metric, key).map(({ title, text }) => (
          <li key={text}>
            <Text element="p">{title}</Text>
            <button
              type="button"
              className={styles.example}
              onClick={() => onClickExample(applyText({ refId: 'A', queryType: 'timeseries' }, text))}
            >
              {formatQuery(applyText({ refId: 'A' }, text))}
            </button>
          </li>
        ))}
      </ul>
      <Text element="p" color="secondary">
        {t(
          'help.text-form',
          'This is OpenTSDB’s own text of a query: aggregator, rate, interval, metric, then filters that make a series per value, then filters that only narrow. The Code mode of the editor takes it too.'
        )}
      </Text>
    </>
  );
}

function examples(metric: string, key: string): Example[] {
  const name = JSON.stringify(metric);
  const tag = JSON.stringify(key);
  return [
    { title: t('help.average', 'The average of all series'), text: `avg:auto-avg-gaps:${name}` },
    { title: t('help.per-tag', 'One line per value of a tag'), text: `avg:auto-avg-gaps:${name}{${tag}=*}` },
    {
      title: t('help.sum', 'The sum of all series, a missing one counting as nothing'),
      text: `zimsum:auto-avg-gaps:${name}`,
    },
    { title: t('help.rate', 'A counter’s change per second'), text: `sum:rate{dropcounter}:auto-avg-gaps:${name}` },
    { title: t('help.hourly', 'The hourly maximum'), text: `max:1h-max-gaps:${name}` },
    { title: t('help.each', 'Every series by itself, points as they are stored'), text: `none:${name}` },
  ];
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
    // The examples stand without it, on a metric that the server may not have.
    find().catch(() => undefined);
    return () => controller.abort();
  }, [metadata]);

  return names;
}

function getStyles(theme: GrafanaTheme2) {
  return {
    list: css({ listStyle: 'none', margin: theme.spacing(2, 0), display: 'grid', gap: theme.spacing(2) }),
    example: css({
      ...theme.typography.bodySmall,
      fontFamily: theme.typography.fontFamilyMonospace,
      width: '100%',
      textAlign: 'left',
      padding: theme.spacing(1),
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      background: theme.colors.background.secondary,
      color: theme.colors.text.primary,
      overflowWrap: 'anywhere',
      '&:hover': { background: theme.colors.action.hover },
    }),
  };
}
