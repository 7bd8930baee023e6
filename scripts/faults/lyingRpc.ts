import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a bad RPC does to one request. */
type Lie = (request: { readonly method: string }, honest: unknown) => unknown;

/** Each is met in the wild: a node behind its own chain, one that errs, one that answers half, one that answers late. */
const LIES: readonly Lie[] = [
  ({ method }, honest) => (method === 'eth_blockNumber' ? '0x1' : honest),
  ({ method }, honest) => (method === 'eth_getBlockByNumber' ? null : honest),
  () => {
    throw new Error('upstream is away');
  },
  () => undefined,
];

/** Starts an RPC that passes on what a chain says, and lies every second time. */
export async function startLyingRpc(chainUrl: string): Promise<{ url: string; stop: () => Promise<void> }> {
  let asked = 0;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    asked += 1;
    const lie = asked % 2 === 0 ? LIES[Math.floor(asked / 2) % LIES.length] : undefined;
    try {
      const answer = await fetch(chainUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      const honest = (await answer.json()) as { id: number; result?: unknown };
      response.setHeader('content-type', 'application/json');
      const said = lie && !Array.isArray(honest) ? lie(JSON.parse(body), honest.result) : honest.result;
      if (lie && said === undefined) response.end('{"jsonrpc":"2.0","id":1,"resu');
      else response.end(JSON.stringify(Array.isArray(honest) ? honest : { ...honest, result: said }));
    } catch {
      response.statusCode = 502;
      response.end('bad gateway');
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
