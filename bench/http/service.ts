import { RunningProcess } from '@energy/testing';

/** A process under measurement. */
export interface RunningService {
  readonly url: string;
  readonly process: RunningProcess;
  stop(): Promise<void>;
}

/**
 * Starts a process; resolves when it announces its address.
 *
 * @param announcement captures the URL
 */
export async function startService(
  script: string,
  env: NodeJS.ProcessEnv,
  announcement = /Listening at (http:\/\/[\d.]+:\d+)/,
): Promise<RunningService> {
  const process = RunningProcess.start(script, { env: { LOG_FORMAT: 'json', ...env } });
  const [, url] = await process.waitForOutput(announcement);
  const stop = async () => {
    const code = await process.stop();
    if (code !== 0) throw new Error(`${script} stopped with ${code}:\n${process.output}`);
  };
  return { url: url!, process, stop };
}
