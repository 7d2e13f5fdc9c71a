import { devices } from '@playwright/test';
import { findChromium } from './chromium';

/** How end-to-end tests see a page: in the system's Chromium, of one size, in one zone and language; nothing is sent home. */
export function browser() {
  return {
    ...devices['Desktop Chrome'],
    viewport: { width: 1400, height: 1000 },
    timezoneId: 'UTC',
    locale: 'en-GB',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  };
}
