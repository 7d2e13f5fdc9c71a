/** `npm run test:watch:go`: the tests of the backend's packages, and at each change those that it concerns, as Go caches the others. */
import { inRoot } from './lib/paths';
import { must } from './lib/run';
import { onChange } from './lib/watch';

async function test(): Promise<void> {
  await must('testing', 'go', ['test', './pkg/...']);
  console.log('all passed');
}

onChange(inRoot('pkg'), /\.go$/, test);
test().catch((error: Error) => console.error(error.message));
