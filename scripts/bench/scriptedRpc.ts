import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Abi,
  type AbiEvent,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
  numberToHex,
  pad,
  zeroHash,
} from 'viem';
import { loadAbi } from '../../protocol/abi/abis.ts';
import type { EventArgs, EventName } from '../../protocol/abi/calls.ts';
import { CONTRACT_NAMES, type ContractName, type Deployment } from '../../protocol/deployment.ts';

type Log = { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex };
type Filter = {
  readonly address: readonly Hex[];
  readonly topics: readonly (readonly Hex[])[];
  readonly blockHash?: Hex;
  readonly fromBlock?: Hex;
  readonly toBlock?: Hex;
};

/** An event that a block of the scripted chain shall hold. */
export type ScriptedEvent = { readonly contract: ContractName; readonly eventName: string; readonly args: unknown };

/** An event for the scripted chain, with the types of the real one. */
export function scripted<C extends ContractName, E extends EventName<C>>(
  contract: C,
  eventName: E,
  args: EventArgs<C, E>,
): ScriptedEvent {
  return { contract, eventName, args };
}

/** What every call of a contract answers: an operator's number, a smallest stake. */
export const SCRIPTED_ANSWER = 5;

/** A deployment whose contracts have addresses but no code. */
export const scriptedDeployment: Deployment = {
  chainId: 31337,
  block: 0,
  genesisHash: zeroHash,
  contracts: Object.fromEntries(
    CONTRACT_NAMES.map((name, i) => [name, pad(numberToHex(i + 1), { size: 20 })]),
  ) as Deployment['contracts'],
};

export type ScriptedRpc = Awaited<ReturnType<typeof startScriptedRpc>>;

/** Starts a chain that is only a script, behind real JSON-RPC on loopback: any height at once, any branch, any trouble. */
export async function startScriptedRpc({ height = 0 }: { readonly height?: number } = {}) {
  const logs = new Map<number, readonly Log[]>();
  const forks = [{ from: 0, branch: 1 }];
  const counts: Record<string, number> = {};
  const trouble = {
    /** Ranges wider than this are refused, as are answers with more events than `mostEvents`. */
    widest: Number.POSITIVE_INFINITY,
    mostEvents: Number.POSITIVE_INFINITY,
    isAway: false,
    /** What is said of an event instead of the truth. */
    lie: (log: object): object => log,
    /** Every event is given twice. */
    isDouble: false,
    /** Called before each answer; the chain may move in it. */
    before: async (_method: string): Promise<void> => {},
  };
  let head = height;
  const times = new Map<number, number>();

  const hashOf = (block: number): Hex => {
    if (block < 0) return zeroHash;
    const branch = forks.findLast(({ from }) => from <= block)?.branch ?? 0;
    return pad(numberToHex(BigInt(branch) * 2n ** 64n + BigInt(block) + 1n), { size: 32 });
  };
  const timeOf = (block: number) => times.get(block) ?? 1_700_000_000 + block;
  const toBlock = (block: number) =>
    block > head
      ? null
      : {
          number: numberToHex(block),
          hash: hashOf(block),
          parentHash: hashOf(block - 1),
          timestamp: numberToHex(timeOf(block)),
          transactions: logs.has(block) ? [pad(numberToHex(block), { size: 32 })] : [],
        };
  const find = ({ address, topics, blockHash, fromBlock = '0x0', toBlock: end = '0x0' }: Filter) => {
    const blocks = [...logs.keys()].filter((it) =>
      blockHash ? hashOf(it) === blockHash : Number(fromBlock) <= it && it <= Math.min(head, Number(end)),
    );
    if (!blockHash && Number(end) < Number(fromBlock)) throw new Error('invalid range');
    if (!blockHash && Number(end) - Number(fromBlock) + 1 > trouble.widest) throw new Error('range too wide');
    if (blockHash && ![head, head - 1].some((it) => hashOf(it) === blockHash)) throw new Error('unknown block');
    const found = blocks.flatMap((block) =>
      (logs.get(block) ?? []).flatMap((log, i) => {
        if (!address.includes(log.address) || !topics[0]?.includes(log.topics[0] ?? '0x')) return [];
        const transactionHash = pad(numberToHex(block), { size: 32 });
        const at = { blockNumber: numberToHex(block), blockHash: hashOf(block), logIndex: numberToHex(i) };
        return [trouble.lie({ ...log, ...at, transactionHash, transactionIndex: '0x0', removed: false })];
      }),
    );
    if (found.length > trouble.mostEvents) throw new Error('too many results');
    return trouble.isDouble ? [...found, ...found] : found;
  };
  const answer = async ({ method, params }: { method: string; params: readonly unknown[] }) => {
    counts[method] = (counts[method] ?? 0) + 1;
    await trouble.before(method);
    if (method === 'eth_chainId') return numberToHex(scriptedDeployment.chainId);
    if (method === 'eth_blockNumber') return numberToHex(head);
    // Whatever a contract is asked, it answers with this number.
    if (method === 'eth_call') return pad(numberToHex(SCRIPTED_ANSWER), { size: 32 });
    if (method === 'eth_getLogs') return find(params[0] as Filter);
    if (method === 'eth_getBlockByNumber') return toBlock(params[0] === 'latest' ? head : Number(params[0]));
    throw new Error(`${method} is not scripted`);
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (trouble.isAway) return void response.writeHead(503).end();
    const call = JSON.parse(Buffer.concat(chunks).toString()) as Parameters<typeof answer>[0] & { id: number };
    const { id } = call;
    const reply = await answer(call).then(
      (result) => ({ result }),
      (error: Error) => ({ error: { code: -32_602, message: error.message } }),
    );
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...reply }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  const mine = async (...events: readonly ScriptedEvent[]): Promise<number> => {
    const encoded = await Promise.all(events.map(encode));
    head += 1;
    times.set(head, Math.max(timeOf(head), Math.floor(Date.now() / 1_000)));
    if (encoded.length > 0) logs.set(head, encoded);
    return head;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    trouble,
    head: () => head,
    /** Adds a block with these events; gives its number. */
    mine,
    /** Forgets the newest blocks; those that are mined next belong to another branch. */
    dropBlocks: (count: number): void => {
      head -= count;
      for (const block of logs.keys()) if (block > head) logs.delete(block);
      forks.push({ from: head + 1, branch: forks.length + 1 });
    },
    /** Goes back to an earlier state of the same chain, as one that was restored from a copy. */
    goBack: (count: number): void => {
      head -= count;
      for (const block of logs.keys()) if (block > head) logs.delete(block);
    },
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function encode({ contract, eventName, args }: ScriptedEvent): Promise<Log> {
  const abi: Abi = await loadAbi[contract]();
  const item = abi.find((it): it is AbiEvent => it.type === 'event' && it.name === eventName);
  if (!item) throw new Error(`${contract} has no event ${eventName}`);
  const values = args as Readonly<Record<string, unknown>>;
  const plain = item.inputs.filter(({ indexed }) => !indexed);
  const data = encodeAbiParameters(
    plain,
    plain.map(({ name }) => values[name ?? '']),
  );
  const topics = encodeEventTopics({ abi: [item], args: values } as never) as readonly Hex[];
  return { address: scriptedDeployment.contracts[contract], topics, data };
}
