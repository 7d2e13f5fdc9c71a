/**
 * `node demo/notifications.ts PORT`: the receiver of the contact point of provisioning/alerting. It accepts the posts of
 * Grafana's webhook
 * (https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/)
 * and prints a line for each alert. Node.js 24 runs it without a build, since it imports nothing of the project.
 */
import { createServer, type IncomingMessage } from 'node:http';

/** The fields of an alert that are used. */
interface Alert {
  /** `firing` or `resolved`. */
  status: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** The lines for a notification; rejects if the request isn't one. */
async function linesOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const { alerts }: { alerts: Alert[] } = JSON.parse(Buffer.concat(chunks).toString());
  return alerts.map(lineOf).join('');
}

function lineOf({ status, labels, annotations }: Alert): string {
  const { alertname, ...others } = labels;
  const names = Object.entries(others).map(([key, value]) => `${key}=${value}`);
  return `${status}: ${annotations.summary ?? alertname} (${names.sort().join(', ')})\n`;
}

const server = createServer((request, response) => {
  if (request.method !== 'POST') {
    response.end();
    return;
  }
  linesOf(request).then(
    (lines) => {
      process.stdout.write(lines);
      response.end();
    },
    () => response.writeHead(400).end('This is no notification of Grafana.\n')
  );
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`notifications: http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
