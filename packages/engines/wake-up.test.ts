import { describe, expect, it } from 'vitest';
import { WakeUpSignal } from './wake-up.ts';

describe('a wake-up signal', () => {
  it('ends every wait', async () => {
    const signal = new WakeUpSignal();
    const waits = Promise.all([signal.wait(), signal.wait()]);
    signal.wake();
    await waits;
  });

  it('remembers a wake-up for the next wait, and only for that', async () => {
    const signal = new WakeUpSignal();
    signal.wake();
    signal.wake();
    await signal.wait();
    const second = signal.wait().then(() => 'woken');
    expect(await Promise.race([second, Promise.resolve('waiting')])).toBe('waiting');
    signal.wake();
    expect(await second).toBe('woken');
  });

  it('ends a wait after its timeout', async () => {
    await new WakeUpSignal().wait({ timeoutMs: 1 });
  });

  it('ends a wait when its abort signal aborts, before or during the wait', async () => {
    const controller = new AbortController();
    const wait = new WakeUpSignal().wait({ signal: controller.signal });
    controller.abort();
    await wait;
    await new WakeUpSignal().wait({ signal: controller.signal });
  });
});
