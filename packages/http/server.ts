// What every server of the platform shares that takes HTTP. The root of the package adds what its two HTTP APIs
// have: routes with access rules, and schemas. Servers without them start faster for not loading those.

export { sessionCookies } from './access/cookies.ts';
export * from './access/known-sessions.ts';
export { crossSiteRefusal } from './access/same-site.ts';
export * from './access/token.ts';
export { GATEWAY_PROOF, type GatewayTrust, removeForwardingHeaders } from './gateway-proof.ts';
export { refuseSeveralHosts } from './problems/ambiguous-requests.ts';
export * from './problems/broken-requests.ts';
export { sendProblem } from './problems/problem-details.ts';
export * from './problems/problem-error.ts';
export { methodNotAllowed, unknownRoute } from './problems/unknown-routes.ts';
export * from './rate-limit.ts';
export { addRequestIds, REQUEST_ID, requestIdOf } from './request-ids.ts';
export { addRequestMetrics } from './request-metrics.ts';
export { addRequestSpans } from './request-spans.ts';
export * from './request-timeout.ts';
export { asksForWebSocket } from './websocket-handshakes.ts';
