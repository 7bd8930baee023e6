import { type Address, encodeAbiParameters, type Hex, keccak256, toHex, zeroHash } from 'viem';
import type { Chain, ChainEvent } from '../../../node/chain/chain.ts';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';

type Book = { root: Hex; count: number; units: bigint; blockNumber: bigint };
type Audit = {
  seed: Hex;
  sealBlock: bigint;
  clean: number;
  faulty: number;
  revealedAt: number;
  decidedAt: number;
  credited: boolean;
};

/** Seconds between a settling verdict and its credit. */
export const CHALLENGE_WINDOW = 10;
const NO_AUDIT: Audit = {
  seed: zeroHash,
  sealBlock: 0n,
  clean: 0,
  faulty: 0,
  revealedAt: 0,
  decidedAt: 0,
  credited: false,
};
type Operator = { account: Address; group: Hex; peerId: Hex };

/** ReceiptBook, SpotCheck and the registries in memory, with the same rules and the same errors. */
export function createMemoryChain() {
  const books = new Map<string, Book>();
  const seeds = new Map<string, Hex>();
  const commitments = new Map<string, { commitment: Hex; verifier: Address }>();
  const revealed = new Map<string, { checked: number; failed: number; root: Hex; uri: string }>();
  const credited = new Map<string, bigint>();
  const events: (ChainEvent & { contract: string })[] = [];
  const operators = new Map<bigint, Operator>();
  const manifests = new Map<bigint, { operatorId: bigint; domain: string; status: number; hashes: Hex[] }>();
  const failing = new Set<string>();
  const audits = new Map<string, Audit>();
  let time = 1_000;
  let sent = 0;

  const emit = (contract: string, eventName: string, args: Record<string, unknown>) =>
    events.push({
      contract,
      eventName,
      args,
      blockNumber: BigInt(events.length),
      transactionHash: zeroHash,
      logIndex: 0,
    });
  const idOf = (account: Address) => [...operators].find(([, it]) => it.account === account)?.[0] ?? 0n;

  const as = (account: Address) => {
    const refuse = (call: Parameters<Chain['send']>[0], name: string): never => {
      throw new TransactionRefusedError(call, name);
    };
    const send = async (call: Parameters<Chain['send']>[0]) => {
      const args = call.args as any[];
      const key = `${args[0]} ${args[1]}`;
      if (failing.has(call.functionName)) throw new Error(`${call.functionName} did not reach the chain`);
      sent += 1;
      if (call.functionName === 'seal') {
        const mine = `${idOf(account)} ${args[0]}`;
        if (books.has(mine)) refuse(call, 'AlreadySealed');
        const [epoch, root, count, units, uri] = args;
        books.set(mine, { root, count, units, blockNumber: BigInt(events.length) });
        emit('receiptBook', 'Sealed', { operatorId: idOf(account), epoch, root, count, units, uri });
        return { blockNumber: books.get(mine)!.blockNumber } as never;
      } else if (call.functionName === 'draw') {
        const audit = audits.get(key) ?? NO_AUDIT;
        if (JSON.stringify(sorted(args[2])) !== JSON.stringify(sorted(books.get(key)))) refuse(call, 'NotSealed');
        const isStalled = audit.revealedAt !== 0 && audit.clean === 0 && time >= audit.revealedAt + CHALLENGE_WINDOW;
        if (seeds.has(key) && !isStalled) refuse(call, 'AlreadyDrawn');
        for (const kept of [commitments, revealed]) kept.delete(key);
        seeds.set(key, keccak256(toHex(`seed ${key} ${time}`)));
        audits.set(key, { ...NO_AUDIT, seed: seeds.get(key)!, sealBlock: args[2].blockNumber });
        emit('spotCheck', 'SeedDrawn', { operatorId: args[0], epoch: args[1], seed: seeds.get(key) });
      } else if (call.functionName === 'commit') {
        if (commitments.has(key)) refuse(call, 'GroupCommitted');
        commitments.set(key, { commitment: args[2], verifier: account });
      } else if (call.functionName === 'reveal') {
        const [, , checked, failed, root, salt, uri] = args;
        const types = ['uint32', 'uint32', 'bytes32', 'bytes32', 'address'].map((type) => ({ type }));
        const opened = keccak256(encodeAbiParameters(types, [checked, failed, root, salt, account]));
        if (!commitments.has(key)) refuse(call, 'NotCommitted');
        if (commitments.get(key)!.commitment !== opened) refuse(call, 'CommitmentMismatch');
        if (revealed.has(key)) refuse(call, 'AlreadyRevealed');
        revealed.set(key, { checked, failed, root, uri });
        const isClean = failed === 0 && checked > 0;
        const audit = audits.get(key)!;
        audits.set(key, {
          ...audit,
          clean: Number(isClean),
          faulty: Number(failed > 0),
          revealedAt: time,
          decidedAt: isClean ? time : 0,
        });
        emit('spotCheck', 'VerdictRevealed', { operatorId: args[0], epoch: args[1] });
      } else if (call.functionName === 'settle') {
        const audit = audits.get(key)!;
        if (audit.credited) refuse(call, 'AlreadyCredited');
        if (audit.decidedAt === 0) refuse(call, 'NotFoundClean');
        if (time < audit.decidedAt + CHALLENGE_WINDOW) refuse(call, 'WindowOpen');
        audits.set(key, { ...audit, credited: true });
        credited.set(key, books.get(key)!.units);
      } else if (call.functionName === 'publish') {
        const expertId = BigInt(manifests.size + 1);
        manifests.set(expertId, { operatorId: idOf(account), domain: args[0], status: 1, hashes: [args[1]] });
        emit('expertRegistry', 'ExpertPublished', { expertId, operatorId: idOf(account), domain: args[0] });
      } else if (call.functionName === 'updateManifest') manifests.get(args[0])!.hashes.push(args[1]);
      return {} as never;
    };
    const read = async ({ functionName, args = [] }: Parameters<Chain['read']>[0]): Promise<any> => {
      const [first, second] = args as bigint[];
      const key = `${first} ${second}`;
      if (functionName === 'sealOf') return books.has(key) ? keccak256(toHex(key)) : zeroHash;
      if (functionName === 'audit') return audits.get(key) ?? NO_AUDIT;
      if (functionName === 'settings') return { verdictsNeeded: 1, challengeWindow: CHALLENGE_WINDOW };
      if (functionName === 'seed') return seeds.get(key) ?? zeroHash;
      if (functionName === 'groupOf') return operators.get(first!)!.group;
      if (functionName === 'boundTo') return idOf(args[0] as Address);
      const expert = manifests.get(first!);
      if (functionName === 'manifestHistory') return expert?.hashes ?? [];
      if (functionName === 'expert')
        return { ...expert, operatorId: expert?.operatorId ?? 0n, manifestHash: expert?.hashes.at(-1) };
      throw new Error(functionName);
    };
    const matching: Chain['events'] = async (query) =>
      events.filter(
        (event) =>
          event.contract === query.contract &&
          event.eventName === query.eventName &&
          event.blockNumber >= (query.fromBlock ?? 0n) &&
          event.blockNumber <= (query.toBlock ?? event.blockNumber) &&
          Object.entries(query.args ?? {}).every(([name, value]) => event.args[name] === value),
      ) as never;
    const client = { getBlock: async () => ({ timestamp: BigInt(time) }) } as never;
    return { account: { address: account } as never, client, send, read, events: matching, watch: () => undefined };
  };
  const addOperator = (id: bigint, operator: Operator) => {
    operators.set(id, operator);
    emit('operatorRegistry', 'NodeBound', { operatorId: id, peerId: operator.peerId });
  };
  const wait = (seconds: number) => {
    time += seconds;
  };
  /** Makes a seal say something else, as a node that lies about its receipts would have sealed it. */
  const sealedAs = (key: string, change: Partial<Book>) => {
    books.set(key, { ...books.get(key)!, ...change });
    const event = events.find(
      ({ eventName, args }) => eventName === 'Sealed' && `${args.operatorId} ${args.epoch}` === key,
    );
    Object.assign(event!.args, change);
  };
  const state = { books, seeds, audits, revealed, credited, manifests, failing };
  return { as, addOperator, ...state, wait, sealedAs, sent: () => sent };
}

function sorted(seal: Book | undefined) {
  return Object.entries(seal ?? {})
    .map(([name, value]) => `${name} ${value}`)
    .sort();
}

/** Blocks in memory. */
export function createMemoryStorage() {
  const blocks = new Map<string, Uint8Array>();
  return {
    blocks,
    put: async (bytes: Uint8Array, codec: 'raw' | 'dag-cbor') => {
      const { CID } = await import('multiformats/cid');
      const { sha256 } = await import('multiformats/hashes/sha2');
      const cid = CID.createV1(codec === 'raw' ? 0x55 : 0x71, await sha256.digest(bytes));
      blocks.set(cid.toString(), bytes);
      return cid;
    },
    get: async (cid: { toString(): string }) => {
      const bytes = blocks.get(cid.toString());
      if (!bytes) throw new Error(`no block ${cid}`);
      return bytes;
    },
  };
}
