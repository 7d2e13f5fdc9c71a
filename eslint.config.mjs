import { defineConfig } from 'eslint/config';
import baseConfig from './.config/eslint.config.mjs';

/** What React 19 has and React 18, which Grafana 12 runs plugins with, hasn't: https://react.dev/blog/2024/12/05/react-19 */
const react19 = ['use', 'useActionState', 'useOptimistic', 'useEffectEvent', 'cache', 'cacheSignal', 'Activity'];
const reactDom19 = ['useFormStatus', 'requestFormReset', 'preload', 'preinit', 'preconnect', 'prefetchDNS'];
const message = 'Grafana 12 runs plugins with React 18, which has not got this.';

export default defineConfig([
  {
    ignores: [
      '**/logs',
      '**/*.log',
      '**/npm-debug.log*',
      '**/yarn-debug.log*',
      '**/yarn-error.log*',
      '**/.pnpm-debug.log*',
      '**/node_modules/',
      '.yarn/cache',
      '.cache/',
      '.yarn/unplugged',
      '.yarn/build-state.yml',
      '.yarn/install-state.gz',
      '**/.pnp.*',
      '**/pids',
      '**/*.pid',
      '**/*.seed',
      '**/*.pid.lock',
      '**/lib-cov',
      '**/coverage',
      '**/dist/',
      '**/artifacts/',
      '**/work/',
      '**/ci/',
      'test-results/',
      'playwright-report/',
      'blob-report/',
      'playwright/.cache/',
      'playwright/.auth/',
      '**/.idea',
      '**/.eslintcache',
    ],
  },
  ...baseConfig,
  // Without a pattern of its own, ESLint passes over TypeScript outside src/.
  { files: ['{demo,tests,tools,workbench}/**/*.{ts,tsx}'] },
  // Grafana's console is for Grafana: the catalogue lets plugins report errors and warnings there.
  { files: ['src/**/*.{ts,tsx}'], rules: { 'no-console': ['error', { allow: ['error', 'warn'] }] } },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/test/**', '**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'moment' }, // as in the rules of Grafana
            { name: 'react', importNames: react19, message },
            { name: 'react-dom', importNames: reactDom19, message },
            { name: 'react-dom/client', message: 'Grafana renders the plugin.' },
            { name: 'react-dom/static', message },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: `MemberExpression[object.name='React'][property.name=/^(${react19.join('|')})$/]`, message },
        // `ref` as an ordinary prop, a context as its own provider, and document metadata inside components.
        { selector: ":function[params.length=1] > ObjectPattern > Property[key.name='ref']", message },
        { selector: 'JSXOpeningElement > JSXIdentifier[name=/(Context$|^(title|meta|link)$)/]', message },
      ],
    },
  },
]);
