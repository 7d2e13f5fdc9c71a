import './.config/jest-setup';
import { configure } from '@testing-library/react';

// Tests wait for what they expect, on a busy machine, too; how long they may take says nothing about the code.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(60_000);

// jsdom has no MessageChannel, and that of worker_threads keeps jest from exiting.
class TimerMessageChannel {
  constructor() {
    this.port1 = { onmessage: null };
    this.port2 = { postMessage: (data) => setTimeout(() => this.port1.onmessage?.({ data }), 0) };
  }
}
Object.assign(global, { MessageChannel: TimerMessageChannel });
