import { type Address, encodeAbiParameters, type Hex, keccak256, toHex, zeroHash } from 'viem';
import type { Chain } from '../../../node/chain/chain.ts';
import type { Fold, Follower } from '../../../node/chain/follower.ts';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';
import type { ChainEvent, EventArgs, EventName } from '../../../protocol/abi/calls.ts';
import type { ContractName } from '../../../protocol/deployment.ts';
import { createFeed, createSend, emitted } from '../chain/feed.ts';

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

/** ReceiptBook, SpotCheck and the registries in memory, with the same rules and the same errors; folds follow them. */
export function createMemoryChain(folds: readonly Fold[]) {
  const feed = createFeed(folds);
  const books = new Map<string, Book>();
  const seeds = new Map<string, Hex>();
  const commitments = new Map<string, { commitment: Hex; verifier: Address }>();
  const revealed = new Map<string, { checked: number; failed: number; root: Hex; uri: string }>();
  const credited = new Map<string, bigint>();
  const seals: ChainEvent<'receiptBook', 'Sealed'>[] = [];
  const operators = new Map<bigint, Operator>();
  const manifests = new Map<bigint, { operatorId: bigint; hashes: Hex[] }>();
  const failing = new Set<string>();
  const audits = new Map<string, Audit>();
  let time = 1_000;
  let sent = 0;
  let asked = 0;

  const emit = <C extends ContractName, E extends EventName<C>>(contract: C, eventName: E, args: EventArgs<C, E>) =>
    feed.mine(emitted(contract, eventName, args));
  const idOf = (account: Address) => [...operators].find(([, it]) => it.account === account)?.[0] ?? 0n;
  const refuse = (functionName: string, name: string): never => {
    throw new TransactionRefusedError({ contract: 'spotCheck', functionName }, { name, args: [] });
  };

  /** What an account sends, by function; each gives the block that it is in. */
  const transactionsOf = (account: Address): Readonly<Record<string, (...args: any[]) => bigint>> => ({
    seal: (epoch: bigint, root: Hex, count: number, units: bigint, uri: string) => {
      const operatorId = idOf(account);
      const key = `${operatorId} ${epoch}`;
      if (books.has(key)) refuse('seal', 'AlreadySealed');
      const args = { operatorId, epoch, root, count, units, uri };
      const blockNumber = emit('receiptBook', 'Sealed', args);
      books.set(key, { root, count, units, blockNumber });
      const place = { blockNumber, transactionHash: zeroHash, logIndex: 0 };
      seals.push({ contract: 'receiptBook', eventName: 'Sealed', args, ...place });
      return blockNumber;
    },
    draw: (operatorId: bigint, epoch: bigint, seal: Book) => {
      const key = `${operatorId} ${epoch}`;
      const audit = audits.get(key) ?? NO_AUDIT;
      if (JSON.stringify(sorted(seal)) !== JSON.stringify(sorted(books.get(key)))) refuse('draw', 'NotSealed');
      const isStalled = audit.revealedAt !== 0 && audit.clean === 0 && time >= audit.revealedAt + CHALLENGE_WINDOW;
      if (seeds.has(key) && !isStalled) refuse('draw', 'AlreadyDrawn');
      for (const kept of [commitments, revealed]) kept.delete(key);
      const seed = keccak256(toHex(`seed ${key} ${time}`));
      seeds.set(key, seed);
      audits.set(key, { ...NO_AUDIT, seed, sealBlock: seal.blockNumber });
      return emit('spotCheck', 'SeedDrawn', { operatorId, epoch, seed });
    },
    commit: (operatorId: bigint, epoch: bigint, commitment: Hex) => {
      const key = `${operatorId} ${epoch}`;
      if (commitments.has(key)) refuse('commit', 'GroupCommitted');
      commitments.set(key, { commitment, verifier: account });
      return emit('spotCheck', 'VerdictCommitted', { operatorId, epoch, verifierId: idOf(account), commitment });
    },
    reveal: (operatorId: bigint, epoch: bigint, checked: number, failed: number, root: Hex, salt: Hex, uri: string) => {
      const key = `${operatorId} ${epoch}`;
      const types = ['uint32', 'uint32', 'bytes32', 'bytes32', 'address'].map((type) => ({ type }));
      const opened = keccak256(encodeAbiParameters(types, [checked, failed, root, salt, account]));
      if (!commitments.has(key)) refuse('reveal', 'NotCommitted');
      if (commitments.get(key)!.commitment !== opened) refuse('reveal', 'CommitmentMismatch');
      if (revealed.has(key)) refuse('reveal', 'AlreadyRevealed');
      revealed.set(key, { checked, failed, root, uri });
      const isClean = failed === 0 && checked > 0;
      audits.set(key, {
        ...audits.get(key)!,
        clean: Number(isClean),
        faulty: Number(failed > 0),
        revealedAt: time,
        decidedAt: isClean ? time : 0,
      });
      const verdict = { verifierId: idOf(account), checked, failed, verdictRoot: root, uri };
      return emit('spotCheck', 'VerdictRevealed', { operatorId, epoch, ...verdict });
    },
    settle: (operatorId: bigint, epoch: bigint) => {
      const key = `${operatorId} ${epoch}`;
      const audit = audits.get(key)!;
      if (audit.credited) refuse('settle', 'AlreadyCredited');
      if (audit.decidedAt === 0) refuse('settle', 'NotFoundClean');
      if (time < audit.decidedAt + CHALLENGE_WINDOW) refuse('settle', 'WindowOpen');
      audits.set(key, { ...audit, credited: true });
      const { units } = books.get(key)!;
      credited.set(key, units);
      return emit('spotCheck', 'EpochCredited', { operatorId, epoch, units });
    },
    publish: (domain: string, manifestHash: Hex, uri: string) => {
      const [expertId, operatorId] = [BigInt(manifests.size + 1), idOf(account)];
      manifests.set(expertId, { operatorId, hashes: [manifestHash] });
      return emit('expertRegistry', 'ExpertPublished', { expertId, operatorId, domain, manifestHash, uri });
    },
  });

  const as = (account: Address) => {
    const transactions = transactionsOf(account);
    const send = createSend((functionName, args) => {
      asked += 1;
      if (failing.has(functionName)) throw new Error(`${functionName} did not reach the chain`);
      sent += 1;
      return transactions[functionName]!(...args);
    });
    const read = async ({ functionName, args = [] }: { functionName: string; args?: readonly unknown[] }) => {
      asked += 1;
      const [first, second] = args as readonly bigint[];
      const key = `${first} ${second}`;
      if (functionName === 'audit') return audits.get(key) ?? NO_AUDIT;
      if (functionName === 'settings') return { verdictsNeeded: 1, challengeWindow: CHALLENGE_WINDOW };
      if (functionName === 'groupOf') return operators.get(first!)!.group;
      if (functionName === 'boundTo') return idOf(args[0] as Address);
      const expert = manifests.get(first!);
      if (functionName === 'manifestHistory') return expert?.hashes ?? [];
      if (functionName === 'expert') return { operatorId: expert?.operatorId ?? 0n };
      throw new Error(functionName);
    };
    /** Only seals are asked for by their block. */
    const events = async ({ fromBlock, toBlock, args }: { fromBlock: bigint; toBlock: bigint; args?: object }) =>
      seals.filter(
        (event) =>
          event.blockNumber >= fromBlock &&
          event.blockNumber <= toBlock &&
          Object.entries(args ?? {}).every(([name, value]) => event.args[name as keyof typeof event.args] === value),
      );
    return { account: { address: account }, send, read, events } as unknown as Pick<
      Chain,
      'account' | 'send' | 'read' | 'events'
    >;
  };
  const addOperator = (operatorId: bigint, operator: Operator) => {
    operators.set(operatorId, operator);
    const { peerId } = operator;
    emit('operatorRegistry', 'NodeBound', { operatorId, peerKey: keccak256(peerId), peerId, endpoints: '' });
  };
  const follower: Follower = {
    ...feed.follower,
    head: () => ({ number: feed.block(), timestamp: BigInt(time) }),
  };
  const wait = (seconds: number) => {
    time += seconds;
  };
  /** Makes a seal say something else, as a node that lies about its receipts would have sealed it. */
  const sealedAs = (key: string, change: Partial<Book>) => {
    books.set(key, { ...books.get(key)!, ...change });
    Object.assign(seals.find(({ args }) => `${args.operatorId} ${args.epoch}` === key)!.args, change);
  };
  const state = { books, seeds, audits, revealed, credited, manifests, failing };
  return {
    as,
    follower,
    mine: () => feed.mine(),
    undo: feed.undo,
    asked: () => asked,
    addOperator,
    ...state,
    wait,
    sealedAs,
    sent: () => sent,
  };
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
