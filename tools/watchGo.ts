/** `npm run test:watch:go`: the tests of the backend's packages, and at each change those that it concerns, as Go caches the others. */
import { inRoot } from './lib/paths';
import { run } from './lib/run';
import { onChange } from './lib/watch';

async function test(): Promise<void> {
  const { code } = await run('go', ['test', './pkg/...']);
  console.log(code === 0 ? 'all passed; waiting for changes' : 'failed; waiting for changes');
}

onChange(inRoot('pkg'), /\.go$/, test);
void test();
