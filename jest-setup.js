import './.config/jest-setup';

// jsdom has no MessageChannel, and that of worker_threads keeps jest from exiting.
class TimerMessageChannel {
  constructor() {
    this.port1 = { onmessage: null };
    this.port2 = { postMessage: (data) => setTimeout(() => this.port1.onmessage?.({ data }), 0) };
  }
}
Object.assign(global, { MessageChannel: TimerMessageChannel });
