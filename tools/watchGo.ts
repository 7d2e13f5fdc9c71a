/** `npm run test:watch:go`: runs the backend's tests, and after each change those of the affected packages. */
import { inRoot } from './lib/paths';
import { must } from './lib/run';
import { onChange } from './lib/watch';

async function test(): Promise<void> {
  await must('testing', 'go', ['test', './pkg/...']);
  console.log('all passed');
}

onChange(inRoot('pkg'), /\.go$/, test);
test().catch((error: Error) => console.error(error.message));
