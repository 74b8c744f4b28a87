// node infra/is-ready.ts PORT: ends with 0 where the service on that port of this machine is ready, and
// else says why it is not and ends with 1. For the health checks of containers.
const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/health/ready`, {
  signal: AbortSignal.timeout(4_000),
}).catch((error: Error) => error);
if (answer instanceof Error || !answer.ok) {
  console.error(answer instanceof Error ? answer.message : await answer.text());
  process.exitCode = 1;
}
