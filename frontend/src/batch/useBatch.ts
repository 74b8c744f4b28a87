import { onScopeDispose, readonly, ref, shallowRef } from 'vue';
import { Batch, type BatchLine, type BatchStatus } from './batch.ts';

/** A batch with reactive progress. It stops when its component unmounts. */
export function useBatch() {
  const lines = shallowRef<readonly BatchLine[]>([]);
  const status = ref<BatchStatus>('ready');
  const interruption = shallowRef<unknown>();
  let batch: Batch | undefined;
  let frame: ReturnType<typeof requestAnimationFrame> | undefined;

  function start(commands: readonly (() => Promise<void>)[]): Promise<void> {
    batch = new Batch(commands, {
      delay: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      onChange,
    });
    return run(() => batch!.run());
  }

  async function run(runBatch: () => Promise<void>): Promise<void> {
    const running = runBatch();
    publish();
    await running;
    publish();
  }

  /** Renders at most once per frame, however many lines change. */
  function onChange(): void {
    frame ??= requestAnimationFrame(publish);
  }

  function publish(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    lines.value = [...(batch?.lines ?? [])];
    status.value = batch?.status ?? 'ready';
    interruption.value = batch?.interruption;
  }

  function reset(): void {
    batch?.stop();
    batch = undefined;
    publish();
  }
  onScopeDispose(() => batch?.stop());

  return {
    lines,
    status: readonly(status),
    interruption: readonly(interruption),
    start,
    resume: () => run(() => batch?.run() ?? Promise.resolve()),
    retry: () => run(() => batch?.retry() ?? Promise.resolve()),
    stop: () => batch?.stop(),
    reset,
  };
}
