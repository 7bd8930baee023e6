import type { CID } from 'multiformats/cid';
import { type Address, encodeAbiParameters, type Hex, keccak256, toHex, zeroHash } from 'viem';
import type { Chain } from '../../../node/chain/chain.ts';
import type { Fold, Follower } from '../../../node/chain/follower.ts';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';
import type { EventArgs, EventName } from '../../../protocol/abi/calls.ts';
import type { ContractName } from '../../../protocol/deployment.ts';
import { keyOfEpoch, keyOfRun } from '../../../protocol/work/auditKey.ts';
import { createFeed, createSend, type Emitted, emitted } from '../chain/feed.ts';

type Book = { root: Hex; count: number; units: bigint; blockNumber: bigint; sealedAt: number };
type SeatOf = { verifierId: bigint; commitment: Hex; finding: number };
type Audit = {
  operatorId: bigint;
  number: bigint;
  isRun: boolean;
  seed: Hex;
  stage: number;
  /** Seats of the present panel. */
  seats: SeatOf[];
  commitUntil: number;
  revealUntil: number;
  decidedAt: number;
};
type Operator = { account: Address; group: Hex; peerId: Hex };
type Revealed = { checked: number; failed: number; root: Hex; uri: string };

export const HOURS = { commit: 10, reveal: 10, challenge: 10 } as const;
export const STAGE = { first: 1, replaced: 2, large: 3, clean: 4, rejected: 5, settled: 6, void: 7 } as const;

/** ReceiptBook, SpotCheck and the registries in memory, with the same hours and errors; folds follow them. */
export function createMemoryChain(folds: readonly Fold[]) {
  const feed = createFeed(folds);
  const books = new Map<string, Book>();
  const audits = new Map<Hex, Audit>();
  const revealed = new Map<string, Revealed>();
  const credited = new Map<string, bigint>();
  const verified = new Set<bigint>();
  const enlisted = new Set<bigint>();
  const operators = new Map<bigint, Operator>();
  const manifests = new Map<bigint, { operatorId: bigint; hashes: Hex[] }>();
  const failing = new Set<string>();
  const blockTimes = new Map<bigint, number>();
  /** Who is drawn, in the order of panels; the beacon is known from a time on. */
  const lot = { panel: [] as bigint[], knownFrom: 0 };
  const closedRounds: number[] = [];
  let time = 1_000;
  let sent = 0;
  let asked = 0;

  const mine = (...events: readonly Emitted[]) => {
    const block = feed.mine(...events);
    blockTimes.set(block, time);
    return block;
  };
  const event = <C extends ContractName, E extends EventName<C>>(contract: C, eventName: E, args: EventArgs<C, E>) =>
    emitted(contract, eventName, args);
  const idOf = (account: Address) => [...operators].find(([, it]) => it.account === account)?.[0] ?? 0n;
  const refuse = (functionName: string, name: string, args: readonly unknown[] = []): never => {
    throw new TransactionRefusedError({ contract: 'spotCheck', functionName }, { name, args });
  };
  const find = (functionName: string, key: Hex): Audit => {
    const audit = audits.get(key);
    if (!audit || audit.stage >= STAGE.clean) return refuse(functionName, 'AuditNotOpen');
    return audit;
  };
  const seatOf = (functionName: string, audit: Audit, account: Address): SeatOf =>
    audit.seats.find(({ verifierId }) => verifierId === idOf(account)) ?? refuse(functionName, 'NotOnPanel');
  const drawPanel = (key: Hex, audit: Audit, stage: number) => {
    audit.stage = stage;
    audit.seats = lot.panel.map((verifierId) => ({ verifierId, commitment: zeroHash, finding: 0 }));
    audit.commitUntil = time + HOURS.commit;
    audit.revealUntil = audit.commitUntil + HOURS.reveal;
    const { commitUntil, revealUntil } = audit;
    return event('spotCheck', 'PanelDrawn', { key, stage, verifiers: lot.panel, commitUntil, revealUntil });
  };
  const open = (
    functionName: string,
    key: Hex,
    subject: Pick<Audit, 'operatorId' | 'number' | 'isRun'>,
    at: number,
  ) => {
    if (audits.has(key)) refuse(functionName, 'AlreadyDrawn');
    if (time < lot.knownFrom) refuse(functionName, 'SeedUnknown', [at]);
    const audit: Audit = {
      ...{ ...subject, seed: keccak256(toHex(`seed ${key}`)), stage: 0, seats: [] },
      ...{ commitUntil: 0, revealUntil: 0, decidedAt: 0 },
    };
    audits.set(key, audit);
    const { seed } = audit;
    return mine(event('spotCheck', 'AuditDrawn', { key, ...subject, seed }), drawPanel(key, audit, STAGE.first));
  };
  const decide = (key: Hex, audit: Audit, stage: number) => {
    audit.stage = stage;
    audit.decidedAt = time;
    return mine(event('spotCheck', 'AuditDecided', { key, stage }));
  };

  /** What an account sends, by function; each gives the block that it is in. */
  const transactionsOf = (account: Address): Readonly<Record<string, (...args: any[]) => bigint>> => ({
    seal: (epoch: bigint, root: Hex, count: number, units: bigint, uri: string) => {
      const operatorId = idOf(account);
      const key = `${operatorId} ${epoch}`;
      if (books.has(key)) refuse('seal', 'AlreadySealed');
      const blockNumber = mine(event('receiptBook', 'Sealed', { operatorId, epoch, root, count, units, uri }));
      books.set(key, { root, count, units, blockNumber, sealedAt: time });
      return blockNumber;
    },
    enlist: () => {
      enlisted.add(idOf(account));
      return mine(event('spotCheck', 'Enlisted', { ownerId: idOf(account) }));
    },
    draw: (operatorId: bigint, epoch: bigint, seal: Book) => {
      const known = books.get(`${operatorId} ${epoch}`);
      if (JSON.stringify(sorted(seal)) !== JSON.stringify(sorted(known))) refuse('draw', 'NotSealed');
      return open('draw', keyOfEpoch(operatorId, epoch), { operatorId, number: epoch, isRun: false }, seal.sealedAt);
    },
    drawRun: (runId: bigint) => open('drawRun', keyOfRun(runId), { operatorId: 1n, number: runId, isRun: true }, time),
    commit: (key: Hex, commitment: Hex) => {
      const audit = find('commit', key);
      const seat = seatOf('commit', audit, account);
      if (time >= audit.commitUntil) refuse('commit', 'PhaseClosed');
      seat.commitment = commitment;
      return mine(event('spotCheck', 'VerdictCommitted', { key, verifierId: idOf(account), commitment }));
    },
    reveal: (key: Hex, checked: number, failed: number, root: Hex, salt: Hex, uri: string) => {
      const audit = find('reveal', key);
      const seat = seatOf('reveal', audit, account);
      if (time < audit.commitUntil || time >= audit.revealUntil) refuse('reveal', 'PhaseClosed');
      const types = ['uint32', 'uint32', 'bytes32', 'bytes32', 'address'].map((type) => ({ type }));
      const opened = keccak256(encodeAbiParameters(types, [checked, failed, root, salt, account]));
      if (seat.commitment !== opened) refuse('reveal', 'CommitmentMismatch');
      seat.commitment = zeroHash;
      seat.finding = checked === 0 ? 3 : failed > 0 ? 2 : 1;
      revealed.set(`${key} ${audit.stage} ${seat.verifierId}`, { checked, failed, root, uri });
      const verdict = { verifierId: seat.verifierId, checked, failed, verdictRoot: root, uri };
      return mine(event('spotCheck', 'VerdictRevealed', { key, ...verdict }));
    },
    advance: (key: Hex) => {
      const audit = find('advance', key);
      if (time < audit.revealUntil) refuse('advance', 'PhaseClosed');
      if (audit.stage !== STAGE.large && time < lot.knownFrom) refuse('advance', 'SeedUnknown', [audit.revealUntil]);
      const isClean = audit.seats.every(({ finding }) => finding === 1);
      if (isClean) return decide(key, audit, STAGE.clean);
      if (audit.stage === STAGE.large) return decide(key, audit, STAGE.rejected);
      const isFaulty = audit.seats.some(({ finding }) => finding === 2);
      return mine(drawPanel(key, audit, isFaulty || audit.stage === STAGE.replaced ? STAGE.large : STAGE.replaced));
    },
    settle: (key: Hex) => {
      const audit = audits.get(key);
      if (audit?.stage !== STAGE.clean) return refuse('settle', 'NotFoundClean');
      if (time < audit.decidedAt + HOURS.challenge) refuse('settle', 'WindowOpen');
      audit.stage = STAGE.settled;
      const { operatorId, number } = audit;
      if (audit.isRun) {
        verified.add(number);
        return mine(event('spotCheck', 'RunVerified', { operatorId, runId: number }));
      }
      const { units } = books.get(`${operatorId} ${number}`)!;
      credited.set(`${operatorId} ${number}`, units);
      return mine(
        event('spotCheck', 'EpochCredited', { operatorId, epoch: number, units }),
        event('workLedger', 'WorkCredited', { operatorId, units }),
      );
    },
    close: (round: number) => {
      closedRounds.push(round);
      lot.knownFrom = 0;
      return mine(event('beacon', 'RoundClosed', { round, value: zeroHash }));
    },
    publish: (domain: string, manifestHash: Hex, uri: string) => {
      const [expertId, operatorId] = [BigInt(manifests.size + 1), idOf(account)];
      manifests.set(expertId, { operatorId, hashes: [manifestHash] });
      return mine(event('expertRegistry', 'ExpertPublished', { expertId, operatorId, domain, manifestHash, uri }));
    },
  });

  const answers: Readonly<Record<string, (...args: any[]) => unknown>> = {
    audit: (key: Hex) => audits.get(key),
    seats: (key: Hex) => {
      const { seats } = audits.get(key)!;
      return [seats.map(({ verifierId }) => verifierId), seats.map(({ finding }) => finding)];
    },
    settings: () => ({ challengeWindow: HOURS.challenge }),
    verifier: (id: bigint) => ({ enlistedAt: enlisted.has(id) ? 1 : 0 }),
    boundTo: (account: Address) => idOf(account),
    operatorOf: (account: Address) => idOf(account),
    manifestHistory: (id: bigint) => manifests.get(id)?.hashes ?? [],
    expert: (id: bigint) => ({ operatorId: manifests.get(id)?.operatorId ?? 0n }),
  };

  const as = (account: Address) => {
    const transactions = transactionsOf(account);
    const send = createSend((functionName, args) => {
      asked += 1;
      if (failing.has(functionName)) throw new Error(`${functionName} did not reach the chain`);
      const block = transactions[functionName]!(...args);
      sent += 1;
      return block;
    });
    const read = async ({ functionName, args = [] }: { functionName: string; args?: readonly unknown[] }) => {
      asked += 1;
      return answers[functionName]!(...args);
    };
    const client = {
      getBlock: async ({ blockNumber }: { blockNumber: bigint }) => {
        asked += 1;
        return { timestamp: BigInt(blockTimes.get(blockNumber) ?? 0) };
      },
    };
    return { account: { address: account }, send, read, client } as unknown as Pick<
      Chain,
      'account' | 'send' | 'read' | 'client'
    >;
  };
  const addOperator = (operatorId: bigint, operator: Operator) => {
    operators.set(operatorId, operator);
    const { peerId } = operator;
    mine(event('operatorRegistry', 'NodeBound', { operatorId, peerKey: keccak256(peerId), peerId, endpoints: '' }));
  };
  const follower: Follower = {
    ...feed.follower,
    head: () => ({ number: feed.block(), timestamp: BigInt(time) }),
  };
  return {
    as,
    follower,
    addOperator,
    ...{ books, audits, revealed, credited, verified, enlisted, manifests, failing, lot, closedRounds },
    mine: () => mine(),
    undo: feed.undo,
    asked: () => asked,
    sent: () => sent,
    time: () => time,
    wait: (seconds: number) => {
      time += seconds;
    },
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
      const { CID: Cid } = await import('multiformats/cid');
      const { sha256 } = await import('multiformats/hashes/sha2');
      const cid = Cid.createV1(codec === 'raw' ? 0x55 : 0x71, await sha256.digest(bytes));
      blocks.set(cid.toString(), bytes);
      return cid;
    },
    get: async (cid: CID, _?: { readonly signal?: AbortSignal }) => {
      const bytes = blocks.get(cid.toString());
      if (!bytes) throw new Error(`no block ${cid}`);
      return bytes;
    },
  };
}
