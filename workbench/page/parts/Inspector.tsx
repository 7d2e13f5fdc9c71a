import { css } from '@emotion/css';
import React, { useMemo, useState } from 'react';
import { dataFrameToJSON, type GrafanaTheme2, type PanelData } from '@grafana/data';
import { ClipboardButton, Tab, TabContent, TabsBar, useStyles2 } from '@grafana/ui';

const tabs = { request: 'Request', frames: 'Frames' } as const;
type TabName = keyof typeof tabs;

/** What went to the server and what came back: the requests as the backend sent them, and the frames. */
export function Inspector({ data }: { data?: PanelData }) {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState<TabName>('request');
  const text = useMemo(() => (open === 'request' ? requests(data) : framesJson(data)), [open, data]);
  return (
    <section aria-label="Inspector">
      <TabsBar>
        {Object.entries(tabs).map(([name, label]) => (
          <Tab
            key={name}
            label={label}
            active={name === open}
            onChangeTab={() => setOpen(name === 'frames' ? name : 'request')}
          />
        ))}
      </TabsBar>
      <TabContent className={styles.content}>
        <ClipboardButton size="sm" variant="secondary" icon="copy" className={styles.copy} getText={() => text}>
          Copy
        </ClipboardButton>
        <pre className={styles.text} data-testid={`inspector-${open}`}>
          {text}
        </pre>
      </TabContent>
    </section>
  );
}

/** The requests that the backend made, each once; a query's frames all carry the query's request. */
function requests(data?: PanelData): string {
  const executed = new Map<string, Set<string>>();
  for (const { refId = '', meta } of data?.series ?? []) {
    if (meta?.executedQueryString) {
      executed.set(meta.executedQueryString, (executed.get(meta.executedQueryString) ?? new Set()).add(refId));
    }
  }
  if (executed.size === 0) {
    return 'No request yet.';
  }
  return [...executed].map(([request, refIds]) => `# ${[...refIds].join(', ')}\n${request}`).join('\n\n');
}

function framesJson(data?: PanelData): string {
  return JSON.stringify(
    (data?.series ?? []).map((frame) => dataFrameToJSON(frame)),
    null,
    2
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    content: css({ position: 'relative', padding: theme.spacing(1) }),
    copy: css({ position: 'absolute', top: theme.spacing(2), right: theme.spacing(2) }),
    text: css({ margin: 0, maxHeight: theme.spacing(50), whiteSpace: 'pre-wrap', wordBreak: 'break-word' }),
  };
}
