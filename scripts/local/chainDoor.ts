import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { statusOf } from '../../protocol/errors/kinds.ts';
import { createBodyReader } from '../../protocol/http/door/bodies.ts';
import { mayRead, refuseCaller } from '../../protocol/http/door/caller.ts';
import { isBounded } from '../../protocol/http/door/jsonBounds.ts';
import { createRates } from '../../protocol/http/door/rates.ts';
import { type Bound, bind } from './ports.ts';

/** What wallets and readers call, and nothing that only whoever runs the chain may: to be another account, to move time. */
const METHODS: ReadonlySet<string> = new Set([
  ...['eth_blockNumber', 'eth_call', 'eth_chainId', 'eth_createAccessList', 'eth_estimateGas', 'eth_feeHistory'],
  // Fills in what is left open of a transaction, and signs nothing.
  'eth_fillTransaction',
  ...['eth_gasPrice', 'eth_getBalance', 'eth_getBlockByHash', 'eth_getBlockByNumber', 'eth_getBlockReceipts'],
  ...['eth_getCode', 'eth_getLogs', 'eth_getProof', 'eth_getStorageAt', 'eth_getTransactionByHash'],
  ...['eth_getTransactionCount', 'eth_getTransactionReceipt', 'eth_maxPriorityFeePerGas', 'eth_sendRawTransaction'],
  ...['eth_syncing', 'net_version', 'web3_clientVersion'],
]);

const MAX_BODY_BYTES = 512 * 1024;
const MAX_CALLS = 100;
const ENGINE_MS = 30_000;

type Options = {
  readonly host: string;
  readonly port: number;
  /** Null while the chain is not up. */
  readonly engineUrl: () => string | null;
};

type Call = { readonly id?: unknown; readonly method: string };

/** Opens the door to the local chain that pages and commands go through. @throws PortInUseError */
export async function openChainDoor({ host, port, engineUrl }: Options): Promise<Bound> {
  const readBody = createBodyReader();
  const take = createRates({ ratePerSecond: 500, burst: 2_000 });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers, socket } = request;
    const { host: name, origin, 'content-type': contentType } = headers;
    const refusal = refuseCaller({ method, host: name, origin, contentType }, { hosts: [host], origins: [] });
    if (refusal) return refuse(response, refusal.status, refusal.message);
    if (origin && mayRead(origin, [])) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-allow-headers', 'content-type');
      response.setHeader('vary', 'origin');
    }
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    if (method !== 'POST') return refuse(response, 405, 'JSON-RPC is sent by POST.');
    const address = socket.remoteAddress ?? 'local';
    if (take(address) > 0) return refuse(response, 429, 'Too many calls from this address.');
    const announced = Number(headers['content-length'] ?? 0);
    const calls = parseCalls(await readBody(request, { address, maxBytes: MAX_BODY_BYTES, announced }));
    if (!calls) return refuse(response, 400, 'This is not a JSON-RPC call, or too many of them.');
    const closed = [calls].flat().find((call) => !METHODS.has(call.method));
    if (closed) return refuse(response, 403, `${closed.method} is not for callers from outside.`, closed.id);
    const url = engineUrl();
    if (url === null) return refuse(response, 503, 'The chain is not up yet.');
    const answered = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // What was looked at, and not the bytes that came: two readers of JSON may read the same bytes as different calls.
      body: JSON.stringify(calls),
      signal: AbortSignal.timeout(ENGINE_MS),
    });
    const bytes = new Uint8Array(await answered.arrayBuffer());
    response.writeHead(answered.status, { 'content-type': 'application/json' }).end(bytes);
  };

  const server = createServer({ requestTimeout: 15_000, connectionsCheckingInterval: 1_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const isOurs = error instanceof BaseError;
      if (response.headersSent) response.destroy();
      else refuse(response, isOurs ? statusOf(error) : 502, isOurs ? error.message : 'The chain does not answer.');
    });
  });
  return bind(server, { host, port, flag: '--chain-port' });
}

function parseCalls(bytes: Uint8Array): Call | readonly Call[] | null {
  if (!isBounded(bytes)) return null;
  try {
    const calls: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isList = Array.isArray(calls);
    const all: readonly unknown[] = isList ? calls : [calls];
    if (all.length === 0 || all.length > MAX_CALLS || !all.every(isCall)) return null;
    return isList ? all : (all[0] as Call);
  } catch {
    return null;
  }
}

function isCall(value: unknown): value is Call {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Call>).method === 'string';
}

/** -32601 is JSON-RPC's word for a method that is not there. */
function refuse(response: ServerResponse, status: number, message: string, id: unknown = null): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message } }));
}
