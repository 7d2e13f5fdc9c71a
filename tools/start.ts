/**
 * `npm start`: builds what is out of date, then runs the workbench: both demo servers, the plugin's backend, and
 * the page. `PORT` is the page's port, 3300 when it isn't set. Ctrl-C ends all of it.
 */
import { buildAll } from './lib/builds';
import { fail } from './lib/output';
import { endingSignal, endWithParent, portOf } from './lib/start';
import { startStack } from './lib/stack';

async function main(): Promise<void> {
  const port = portOf(process.env.PORT);
  await buildAll();
  const asked = endingSignal();
  const stack = await startStack(port);
  console.log(`demo OVH Metrics: ${stack.demo.ovh} (read token: demo-read, write token: demo-write)`);
  console.log(`demo OpenTSDB: ${stack.demo.opentsdb}`);
  console.log(`ready: ${stack.url}`);
  const failure = await Promise.race([asked.then(() => undefined), stack.ended]);
  await stack.stop();
  if (failure) {
    throw new Error(failure);
  }
}

endWithParent();
main().then(() => process.exit(0), fail);
