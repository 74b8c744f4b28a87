import { onScopeDispose, readonly, ref, shallowRef } from 'vue';
import { Batch, type BatchLine, type BatchStatus } from './batch.ts';

/** A batch whose lines are shown while it runs; it is stopped when the component goes. */
export function useBatch() {
  const lines = shallowRef<readonly BatchLine[]>([]);
  const status = ref<BatchStatus>('ready');
  const interruption = shallowRef<unknown>();
  let batch: Batch | undefined;
  let frame: ReturnType<typeof requestAnimationFrame> | undefined;

  function begin(commands: readonly (() => Promise<void>)[]): Promise<void> {
    batch = new Batch(commands, {
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      onChange,
    });
    return run(() => batch!.run());
  }

  async function run(doIt: () => Promise<void>): Promise<void> {
    const done = doIt();
    show();
    await done;
    show();
  }

  /** However many lines change, they are shown once a frame. */
  function onChange(): void {
    frame ??= requestAnimationFrame(show);
  }

  function show(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    lines.value = [...(batch?.lines ?? [])];
    status.value = batch?.status ?? 'ready';
    interruption.value = batch?.interruption;
  }

  function forget(): void {
    batch?.stop();
    batch = undefined;
    show();
  }
  onScopeDispose(() => batch?.stop());

  return {
    lines,
    status: readonly(status),
    interruption: readonly(interruption),
    begin,
    resume: () => run(() => batch?.run() ?? Promise.resolve()),
    retry: () => run(() => batch?.retry() ?? Promise.resolve()),
    stop: () => batch?.stop(),
    forget,
  };
}
