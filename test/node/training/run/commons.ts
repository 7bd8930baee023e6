import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 as hasher } from 'multiformats/hashes/sha2';
import { type Address, encodeAbiParameters, type Hex, keccak256, sha256, toHex } from 'viem';
import type { Replay } from '../../../../audit/checkTraining.ts';
import type { AuditSource } from '../../../../audit/source.ts';
import { type Draft, draftDeposit } from '../../../../client/deposit.ts';
import type { Follower } from '../../../../node/chain/follower.ts';
import { TransactionRefusedError } from '../../../../node/chain/sender.ts';
import { openJournal } from '../../../../node/journal/journal.ts';
import { openRunJournal } from '../../../../node/journal/runs.ts';
import type { BaseModel } from '../../../../node/models/base/loadBase.ts';
import { fineTune } from '../../../../node/training/fineTune.ts';
import { replay } from '../../../../node/training/replay.ts';
import { createLearningCheck } from '../../../../node/training/run/checkLearning.ts';
import { type CheckRunComponents, createCheckRun } from '../../../../node/training/run/checkRun.ts';
import type { RunEvent, TrainerComponents } from '../../../../node/training/run/components.ts';
import { encodeTrainerState } from '../../../../node/training/sandbox/jobFile.ts';
import type { KeptCheckpoint } from '../../../../node/training/sandbox/runJob.ts';
import { openViews } from '../../../../node/views.ts';
import type { EventArgs, EventName } from '../../../../protocol/abi/calls.ts';
import { encodeBatch, type SignedStatement } from '../../../../protocol/blocks/logBatch.ts';
import type { RunPlan } from '../../../../protocol/blocks/snapshot.ts';
import { ONLY_SEAT } from '../../../../protocol/corpus/learning.ts';
import type { ContractName } from '../../../../protocol/deployment.ts';
import { depositKey, fromDepositId } from '../../../../protocol/manifest/identifier.ts';
import type { Register } from '../../../../protocol/manifest/register.ts';
import { ALL_RIGHTS } from '../../../../protocol/manifest/rights.ts';
import { decryptText } from '../../../../protocol/manifest/text.ts';
import { TIERS, type Tier } from '../../../../protocol/manifest/tier.ts';
import { MerkleLog } from '../../../../protocol/merkle/tree.ts';
import { beaconSeed } from '../../../../protocol/work/beaconSeed.ts';
import { account, CHAIN_ID, signerOf } from '../../../protocol/corpus/fixtures.ts';
import { signStatement } from '../../../protocol/signStatement.ts';
import { createFeed, createSend, type Emitted, emitted } from '../../chain/feed.ts';
import { createTinyBase } from '../../models/tinyBase.ts';

type Event = Emitted & {
  // Tests of the audit change what an event says.
  readonly args: Record<string, any>;
  readonly blockNumber: bigint;
  readonly logIndex: number;
};
const OPERATOR = 5n;
const RUNTIME = 'test-1/cpu/fp32/x64';
const tinyBase = createTinyBase();
/** Seconds of a round of the beacon: two blocks of this chain. */
const ROUND = 2;
const ZERO: Hex = `0x${'0'.repeat(64)}`;

/** Where statements of this commons hold. */
export const DOMAIN = { chainId: CHAIN_ID, depositLog: account('deposit log') } as const;

type DepositOptions = {
  readonly text: string;
  readonly register: Register;
  readonly tier?: Tier;
  readonly by?: string;
  /** Another than the contributor: an operator that makes deposits up. */
  readonly signedBy?: string;
  readonly expiresAt?: number;
};

/** A deposit log as its operator keeps it. */
type Log = {
  readonly drafts: Draft[];
  readonly statements: SignedStatement[];
  readonly merkle: MerkleLog;
  batch: CID | null;
};

/** A chain, blocks, custodians and a trainer's ports in memory, with the rules of the contracts that a run meets. */
export class Commons {
  readonly registers: readonly Register[];
  readonly policies: number[][] = [];
  readonly events: Event[] = [];
  readonly blocks = new Map<string, Uint8Array>();
  readonly drafts: Draft[] = [];
  /** What was signed about the deposits of the log that is deposited in. */
  get statements(): SignedStatement[] {
    return this.#log().statements;
  }

  readonly pinned = new Set<string>();
  readonly sent: string[] = [];
  readonly runEvents: RunEvent[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), 'tilth-run-'));
  readonly #logs = new Map<number, Log>();
  /** Deposits that their contributor did not sign: honest readers leave them out. */
  readonly forged = new Set<string>();
  #block = 10n;
  #feeds: ReturnType<typeof createFeed>[] = [];

  /** As the genesis has it, in seconds. */
  maxConsentAge = 1_000;

  /** What was voted beside the shares. */
  plan: RunPlan = { budget: 12_000, epochCap: 4, capBp: 5_000, heldOutOneIn: 5, samplerVersion: 2 };

  /** The log that is deposited in and anchored: its operator's number. */
  logId = 1;

  /** Where statements hold: another one where the logs are anchored on a chain with the real contracts. */
  domain: { readonly chainId: number; readonly depositLog: Address } = DOMAIN;

  /** What adapters are trained over. */
  readonly base: BaseModel;
  readonly encode: (text: string) => Int32Array;

  constructor(registers: readonly Register[], shares: number[], { base = tinyBase, encode = encodeWords } = {}) {
    this.registers = registers;
    this.base = base;
    this.encode = encode;
    const operator = { operatorId: BigInt(this.logId), account: account('log'), group: ZERO, stake: 1n };
    this.mine('operatorRegistry', 'OperatorRegistered', operator);
    this.adopt(shares);
  }

  mine<C extends ContractName, E extends EventName<C>>(contract: C, eventName: E, args: EventArgs<C, E>): bigint {
    this.#block += 1n;
    const event = emitted(contract, eventName, args) as Emitted & { args: Record<string, any> };
    this.events.push({ ...event, blockNumber: this.#block, logIndex: 0 });
    for (const feed of this.#feeds) this.#bring(feed);
    return this.#block;
  }

  /** Lets time pass, a second a block. */
  pass(blocks: number): void {
    this.#block += BigInt(blocks);
    for (const feed of this.#feeds) this.#bring(feed);
  }

  /** Gives a feed the blocks that it does not have yet. */
  #bring(feed: ReturnType<typeof createFeed>): void {
    while (feed.block() < this.#block) {
      const next = feed.block() + 1n;
      feed.mine(...this.events.filter(({ blockNumber }) => blockNumber === next));
    }
  }

  adopt(shares: number[]): void {
    this.policies.push(shares);
    this.mine('mixturePolicy', 'PolicyAdopted', { policyId: BigInt(this.policies.length), shares });
  }

  async deposit(options: DepositOptions): Promise<string> {
    const { text, register, tier = 'training-only', by = 'ana', signedBy = by, expiresAt } = options;
    const identity = { contributor: account(by), label: by, chainId: CHAIN_ID, licence: 'CC-BY-4.0', createdAt: 1 };
    const draft = await draftDeposit({ text, register, tier, rights: ALL_RIGHTS, ...identity });
    await this.put(draft.coreBytes, 'dag-cbor');
    await this.put(draft.ciphertext, 'raw');
    this.drafts.push(draft);
    const log = this.#log();
    log.drafts.push(draft);
    if (signedBy !== by) this.forged.add(draft.id);
    log.statements.push(
      await signStatement(signerOf(signedBy), { ...draft, ...this.domain, ...(expiresAt && { expiresAt }) }),
    );
    return draft.id;
  }

  #log(): Log {
    const log = this.#logs.get(this.logId) ?? { drafts: [], statements: [], merkle: new MerkleLog(), batch: null };
    this.#logs.set(this.logId, log);
    return log;
  }

  async anchor(): Promise<void> {
    const log = this.#log();
    const { merkle } = log;
    const start = merkle.size;
    const leaves = log.drafts.slice(start).map(({ id }) => fromDepositId(id));
    const previous = start === 0 ? ZERO : merkle.root();
    for (const leaf of leaves) merkle.append(leaf.bytes);
    const statements = log.statements.slice(start);
    const { bytes, cid } = encodeBatch({ v: 2, logId: this.logId, start, leaves, statements, previous: log.batch });
    await this.put(bytes, 'dag-cbor');
    log.batch = cid;
    const head = { root: merkle.root(), size: BigInt(merkle.size), previous, uri: `ipfs://${cid}` };
    this.mine('depositLog', 'Anchored', { logId: BigInt(this.logId), ...head });
  }

  withdraw(id: string, by: string): void {
    this.mine('consentRegistry', 'Withdrawn', { deposit: depositKey(id), depositor: account(by) });
  }

  enrol(by: string, identityId: number): void {
    const args = { identityId: BigInt(identityId), account: account(by), kind: 1, validUntil: 4_000_000_000 };
    this.mine('identityRegistry', 'Enrolled', args as never);
  }

  hold(id: string, until: number): void {
    this.mine('stewardshipBoard', 'DepositHeld', { depositKey: depositKey(id), until });
  }

  takeDown(id: string): void {
    this.mine('stewardshipBoard', 'DepositTakenDown', { depositKey: depositKey(id) });
  }

  changeTier(id: string, by: string, tier: Tier): void {
    const args = { deposit: depositKey(id), depositor: account(by), tier: TIERS.indexOf(tier), nonce: 1n };
    this.mine('consentRegistry', 'TierChanged', args);
  }

  put = async (bytes: Uint8Array, codec: 'raw' | 'dag-cbor'): Promise<CID> => {
    const cid = CID.createV1(codec === 'raw' ? raw.code : dagCbor.code, await hasher.digest(bytes));
    this.blocks.set(cid.toString(), bytes);
    return cid;
  };

  get = async (cid: CID): Promise<Uint8Array> => {
    const bytes = this.blocks.get(cid.toString());
    if (!bytes) throw new Error(`no block ${cid}`);
    return bytes;
  };

  /** As the feed has it. */
  blockTime = (block: bigint): bigint => 1_700_000_000n + block;

  #timeOf(eventName: string, runId: unknown): number {
    const event = this.events.find((each) => each.eventName === eventName && each.args.runId === runId);
    return event ? Number(this.blockTime(event.blockNumber)) : 0;
  }

  query = async (query: {
    readonly contract: ContractName;
    readonly eventName: string;
    readonly args?: object;
    readonly toBlock?: bigint;
  }): Promise<readonly Event[]> => {
    const { contract, eventName, args = {}, toBlock = this.#block } = query;
    return this.events.filter(
      (event) =>
        event.contract === contract &&
        event.eventName === eventName &&
        event.blockNumber <= toBlock &&
        Object.entries(args).every(([name, value]) => event.args[name] === value),
    );
  };

  read = async <T>({ functionName, args = [] }: { functionName: string; args?: readonly unknown[] }): Promise<T> => {
    const answers: Record<string, () => unknown> = {
      currentId: () => BigInt(this.policies.length),
      policy: () => this.policies[Number(args[0]) - 1],
      registers: () => this.registers,
      planOf: () => this.plan,
      settings: () => ({ maxConsentAge: this.maxConsentAge, challengeWindow: 4, runLife: 600, runCeiling: 10_000 }),
      run: () => ({
        claimedAt: this.#timeOf('RunClaimed', args[0]),
        openedAt: this.#timeOf('RunOpened', args[0]),
        closedAt: 0,
        verifiedAt: 0,
      }),
      roundLength: () => ROUND,
      model: () => this.events.find((event) => event.args.modelId === args[0])?.args,
    };
    return answers[functionName]?.() as T;
  };

  #refuse(functionName: string, name: string, ...args: readonly unknown[]): never {
    throw new TransactionRefusedError({ contract: 'modelRegistry', functionName }, { name, args });
  }

  #lastClaim = () => this.events.findLast((event) => event.eventName === 'RunClaimed')?.args.runId as bigint;

  #count = (name: string) => BigInt(this.events.filter((event) => event.eventName === name).length);

  /** What a trainer sends, by function; each gives the block that it is in. */
  readonly #transactions: Readonly<Record<string, (...args: any[]) => bigint>> = {
    registerBase: (weightsHash: Hex, uri: string) =>
      this.mine('modelRegistry', 'BaseRegistered', { modelId: 1n, operatorId: OPERATOR, weightsHash, uri }),
    claimRun: (policyId: bigint) => {
      const run = { runId: this.#count('RunClaimed') + 1n, operatorId: OPERATOR, policyId };
      if (policyId !== BigInt(this.policies.length)) this.#refuse('claimRun', 'MixtureMismatch', policyId);
      return this.mine('modelRegistry', 'RunClaimed', run);
    },
    openRun: (
      runId: bigint,
      baseModelId: bigint,
      snapshotRoot: Hex,
      consentRoot: Hex,
      consentHead: Hex,
      uri: string,
    ) => {
      const claim = this.events.find((event) => event.eventName === 'RunClaimed' && event.args.runId === runId);
      const { policyId } = claim?.args ?? {};
      if (policyId !== BigInt(this.policies.length)) this.#refuse('openRun', 'MixtureMismatch', policyId);
      const last = this.#lastClaim();
      if (last !== runId) this.#refuse('openRun', 'PolicyHasRun', policyId, last);
      const run = { runId, operatorId: OPERATOR, policyId, baseModelId };
      const roots = { snapshotRoot, consentRoot, consentHead };
      return this.mine('modelRegistry', 'RunOpened', { ...run, ...roots, uri });
    },
    drawSeed: (runId: bigint) => {
      const opened = this.events.find((event) => event.eventName === 'RunOpened' && event.args.runId === runId);
      if (!opened) throw new Error('no such run');
      const round = Math.floor(Number(this.blockTime(opened.blockNumber)) / ROUND) + 1;
      if (Number(this.blockTime(this.#block)) < (round + 1) * ROUND) {
        this.#refuse('drawSeed', 'SeedPending', runId, Number(this.blockTime(opened.blockNumber)));
      }
      const reveal = { member: account('library'), preimage: keccak256(toHex(`link ${round}`)) };
      this.mine('beacon', 'Revealed', { round, ...reveal });
      const { snapshotRoot, policyId } = opened.args;
      const value = beaconSeed(round, { reveals: [reveal] });
      const types = [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'bytes32' }, { type: 'uint256' }] as const;
      const seed = keccak256(encodeAbiParameters(types, [value!, runId, snapshotRoot, policyId]));
      return this.mine('modelRegistry', 'RunSeeded', { runId, seed });
    },
    registerAdapter: (
      runId: bigint,
      parents: readonly bigint[],
      listRoot: Hex,
      attributionRoot: Hex,
      evaluationHash: Hex,
      weightsHash: Hex,
      uri: string,
    ) => {
      const last = this.#lastClaim();
      if (last !== runId) this.#refuse('registerAdapter', 'PolicyHasRun', last, last);
      const modelId = 2n + this.#count('AdapterRegistered');
      const roots = { listRoot, attributionRoot, evaluationHash, weightsHash, uri };
      const [baseModelId = 0n] = parents;
      return this.mine('modelRegistry', 'AdapterRegistered', { modelId, runId, baseModelId, parents, ...roots });
    },
  };

  send = (functionName: string, args: readonly unknown[]): bigint => {
    this.sent.push(functionName);
    return this.#transactions[functionName]!(...args);
  };

  /** Folds over this chain, in a journal of their own, as a node that has just started reads it. */
  follow() {
    const views = openViews(openJournal(':memory:'), OPERATOR);
    const feed = createFeed(views.folds);
    this.#feeds.push(feed);
    this.#bring(feed);
    // Blocks go by while the trainer looks, as they do on a chain that others use.
    const caughtUp = async () => {
      this.#block += 1n;
      this.#bring(feed);
    };
    const reached = async (block: bigint) => {
      while (feed.block() < block) await caughtUp();
    };
    const follower: Follower = { ...feed.follower, caughtUp, reached };
    return { ...views, follower };
  }

  /** What an auditor sees of this commons. */
  source(): AuditSource {
    return {
      events: this.query as unknown as AuditSource['events'],
      read: this.read as unknown as AuditSource['read'],
      blockTime: async (block) => Number(this.blockTime(block)),
      domain: async () => this.domain,
      isSignedByContract: async () => false,
      fetch: this.get,
    };
  }

  /** Ports of a trainer; its journal survives in this commons' folder. `die` is asked before each step leaves the node. */
  components(die: (point: string) => boolean = () => false): TrainerComponents {
    const check = (point: string) => {
      if (die(point)) throw new Error(`killed at ${point}`);
    };
    const { runs, models, consents, restrictions, memberRows: identities, heads, follower } = this.follow();
    const send = createSend((functionName, args) => {
      check(`before ${functionName}`);
      const block = this.send(functionName, args);
      check(`after ${functionName}`);
      return block;
    });
    const chain = {
      chainId: CHAIN_ID,
      account: { address: account('trainer') as Address },
      client: {
        getTransactionCount: async () => 0,
        getBlock: async ({ blockNumber }: { blockNumber: bigint }) => ({ timestamp: this.blockTime(blockNumber) }),
      },
      read: this.read,
      send,
    };
    const journal = openJournal(join(this.directory, 'journal.sqlite'));
    return {
      ...{ runs, models, consents, restrictions, identities, heads, follower, operatorId: Number(OPERATOR) },
      chain: chain as unknown as TrainerComponents['chain'],
      closeRound: async () => {},
      storage: { put: this.put, get: this.get },
      journal: openRunJournal(journal),
      base: {
        weightsHash: this.base.weightsHash,
        uri: 'ipfs://base',
        endOfText: this.base.config.eos_token_id,
        encode: this.encode,
      },
      runtimeClass: RUNTIME,
      readLogs: async () =>
        [...this.#logs].map(([logId, { drafts }]) => {
          const entries = drafts.map(({ id, core }, position) => ({ id, core, position }));
          return {
            logId,
            size: entries.length,
            sizeAt: () => entries.length,
            entries: entries.filter(({ id }) => !this.forged.has(id)),
          };
        }),
      requestKeys: async ({ deposits }) => {
        check('keys');
        const keys = this.drafts.filter(({ id }) => deposits.includes(id)).map(({ id, key }) => [id, key] as const);
        return { keys: new Map(keys), refused: new Map() };
      },
      runJob: async ({ job }) => {
        check('training');
        const checkpoints: KeptCheckpoint[] = [];
        const result = await fineTune({
          ...job,
          base: this.base,
          onCheckpoint: (checkpoint, state) => checkpoints.push({ ...checkpoint, state: encodeTrainerState(state) }),
        });
        return { ...result, checkpoints, sandbox: 'bwrap' };
      },
      pin: async (cids) => {
        check('pin');
        for (const cid of cids) this.pinned.add(cid.toString());
        return 2;
      },
      onEvent: (event) => this.runEvents.push(event),
    };
  }

  /** What does parts of a run again, on the runtime of this machine or on another. */
  checkLearning({ runtimeClass = RUNTIME } = {}) {
    const { base, encode } = this;
    const replayHere = (job: Omit<Parameters<typeof replay>[0], 'base'>) => replay({ ...job, base });
    return createLearningCheck({ base, encode, endOfText: base.config.eos_token_id, runtimeClass, replay: replayHere });
  }

  /** What a node says that was drawn to verify the first run. */
  judge(own: Partial<CheckRunComponents> = {}, disputed: readonly string[] = [], seat = ONLY_SEAT) {
    const verifier = { checkLearning: this.checkLearning(), mostReplayed: 1 };
    const parts = { ...this.components(), ...verifier, ...own };
    const checkRun = createCheckRun(parts as CheckRunComponents);
    return checkRun(1, { seed: sha256('0x07'), disputed, seat, signal: new AbortController().signal });
  }

  /** What it takes to audit a run with every text that custodians hold and that can be opened, or with some of them. */
  replay(mayRead: (id: string) => boolean = () => true, options: { runtimeClass?: string } = {}): Replay {
    const open = async ({ id, core, key }: Draft) => {
      const ciphertext = this.blocks.get(core.ciphertext.toString());
      return ciphertext && ([id, await decryptText(new Uint8Array(ciphertext), key)] as const);
    };
    const readTexts = async (ids: readonly string[]) => {
      const wanted = this.drafts.filter(({ id }) => ids.includes(id) && mayRead(id));
      return new Map((await Promise.all(wanted.map(open))).filter((it) => it !== undefined));
    };
    return { checkLearning: this.checkLearning(options), readTexts };
  }
}

/** A number for each word, whatever its letters. */
function encodeWords(text: string): Int32Array {
  return Int32Array.from(text.match(/\S+\s*/g) ?? [], (word) => 3 + (Number(sha256(toHex(word))) % 277));
}
