/**
 * What Grafana's server writes into its page before any script runs. @grafana/runtime reads it while it loads, so this module
 * has to be imported before any of Grafana's. Missing fields have Grafana's defaults.
 */

/** The parameters of the address: `theme` and `lang`. */
const asked = new URLSearchParams(window.location.search);

/** The Grafana packages' version; told to the plugin as the version of Grafana. */
const version = '13.2.2';

Object.assign(window, {
  __grafana_public_path__: '/public/',
  __grafana_app_bundle_public_path__: '/public/',
  grafanaBootData: {
    settings: {
      appUrl: `${window.location.origin}/`,
      buildInfo: { version, env: 'production', edition: 'Open Source', commit: '' },
      unifiedAlertingEnabled: true,
    },
    user: {
      id: 1,
      isSignedIn: true,
      login: 'workbench',
      name: 'Workbench',
      orgId: 1,
      orgName: 'Workbench',
      orgRole: 'Admin',
      theme: asked.get('theme') ?? 'dark',
      timezone: 'browser',
      weekStart: 'monday',
      locale: 'en-GB',
      language: asked.get('lang') ?? 'en-US',
    },
  },
});

export {};
