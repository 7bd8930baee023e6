import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 as hasher } from 'multiformats/hashes/sha2';
import { type Address, encodeAbiParameters, type Hex, keccak256, sha256, toHex } from 'viem';
import type { AuditSource } from '../../../../audit/source.ts';
import type { Chain, ChainEvent, EventQuery } from '../../../../node/chain/chain.ts';
import { TransactionRefusedError } from '../../../../node/chain/sender.ts';
import { openJournal } from '../../../../node/journal/journal.ts';
import { openRunJournal } from '../../../../node/journal/runs.ts';
import type { RunEvent, TrainerComponents } from '../../../../node/training/run/components.ts';
import { encodeBatch } from '../../../../protocol/blocks/logBatch.ts';
import { type Draft, draftDeposit } from '../../../../protocol/manifest/draft.ts';
import { depositKey, fromDepositId } from '../../../../protocol/manifest/identifier.ts';
import type { Register } from '../../../../protocol/manifest/register.ts';
import { TIERS, type Tier } from '../../../../protocol/manifest/tier.ts';
import { MerkleLog } from '../../../../protocol/merkle/log.ts';
import { account, CHAIN_ID } from '../../../protocol/corpus/fixtures.ts';

type RunArgs = { seedBlock: bigint; runId: bigint; snapshotRoot: Hex; policyId: bigint };
type Event = ChainEvent & { readonly contract: string };
const ZERO: Hex = `0x${'0'.repeat(64)}`;

/** A chain, blocks, custodians and a trainer's ports in memory, with the rules of the contracts that a run meets. */
export class Commons {
  readonly registers: readonly Register[];
  readonly policies: number[][] = [];
  readonly events: Event[] = [];
  readonly blocks = new Map<string, Uint8Array>();
  readonly drafts: Draft[] = [];
  readonly pinned = new Set<string>();
  readonly sent: string[] = [];
  readonly runEvents: RunEvent[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), 'tilth-run-'));
  readonly #merkle = new MerkleLog();
  #batch: CID | null = null;
  #block = 10n;
  #watchers: (() => void)[] = [];

  /** The log that everything is deposited in: its operator's number. */
  logId = 1;

  constructor(registers: readonly Register[], shares: number[]) {
    this.registers = registers;
    this.adopt(shares);
  }

  mine(contract: string, eventName: string, args: Record<string, unknown>): void {
    this.#block += 1n;
    const position = { blockNumber: this.#block, transactionHash: ZERO, logIndex: 0 };
    this.events.push({ contract, eventName, args, ...position });
    for (const wake of this.#watchers) wake();
  }

  adopt(shares: number[]): void {
    this.policies.push(shares);
    this.mine('mixturePolicy', 'PolicyAdopted', { policyId: BigInt(this.policies.length), shares });
  }

  async deposit(options: { text: string; register: Register; tier?: Tier; by?: string }): Promise<string> {
    const { text, register, tier = 'training-only', by = 'ana' } = options;
    const identity = { contributor: account(by), label: by, chainId: CHAIN_ID, licence: 'CC-BY-4.0', createdAt: 1 };
    const draft = await draftDeposit({ text, register, tier, ...identity });
    await this.put(draft.coreBytes, 'dag-cbor');
    await this.put(draft.ciphertext, 'raw');
    this.drafts.push(draft);
    return draft.id;
  }

  async anchor(): Promise<void> {
    const start = this.#merkle.size;
    const leaves = this.drafts.slice(start).map(({ id }) => fromDepositId(id));
    const previous = start === 0 ? ZERO : this.#merkle.root();
    for (const leaf of leaves) this.#merkle.append(leaf.bytes);
    const { bytes, cid } = encodeBatch({ v: 1, logId: this.logId, start, leaves, previous: this.#batch });
    await this.put(bytes, 'dag-cbor');
    this.#batch = cid;
    const head = { root: this.#merkle.root(), size: BigInt(this.#merkle.size), previous, uri: `ipfs://${cid}` };
    this.mine('depositLog', 'Anchored', { logId: BigInt(this.logId), ...head });
  }

  withdraw(id: string, by: string): void {
    this.mine('consentRegistry', 'Withdrawn', { deposit: depositKey(id), depositor: account(by) });
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

  blockHash = (block: bigint): Hex => keccak256(toHex(block));

  query = async <T>({ contract, eventName, args = {}, toBlock }: EventQuery): Promise<readonly ChainEvent<T>[]> =>
    this.events.filter(
      (event) =>
        event.contract === contract &&
        event.eventName === eventName &&
        event.blockNumber <= (toBlock ?? this.#block) &&
        Object.entries(args).every(([name, value]) => event.args[name] === value),
    ) as unknown as readonly ChainEvent<T>[];

  read = async <T>({ functionName, args = [] }: { functionName: string; args?: readonly unknown[] }): Promise<T> => {
    const answers: Record<string, () => unknown> = {
      currentId: () => BigInt(this.policies.length),
      policy: () => this.policies[Number(args[0]) - 1],
      registers: () => this.registers,
      operatorOf: () => 5n,
    };
    return answers[functionName]?.() as T;
  };

  send = async (call: { contract: string; functionName: string; args?: readonly unknown[] }): Promise<never> => {
    this.sent.push(call.functionName);
    const args = call.args as never[];
    const emit = (name: string, values: Record<string, unknown>) => this.mine('modelRegistry', name, values);
    const count = (name: string) => BigInt(this.events.filter((event) => event.eventName === name).length);
    if (call.functionName === 'registerBase')
      emit('BaseRegistered', { modelId: 1n, operatorId: 5n, weightsHash: args[0] });
    if (call.functionName === 'openRun') {
      const [baseModelId, policyId, snapshotRoot, consentRoot, consentHead, uri] = args;
      if (policyId !== BigInt(this.policies.length))
        throw new TransactionRefusedError(call as never, 'MixtureMismatch');
      const run = { runId: count('RunOpened') + 1n, operatorId: 5n, policyId, baseModelId };
      const roots = { snapshotRoot, consentRoot, consentHead };
      emit('RunOpened', { ...run, ...roots, seedBlock: this.#block + 2n, uri });
    }
    if (call.functionName === 'drawSeed') {
      const opened = this.events.find((event) => event.eventName === 'RunOpened' && event.args.runId === args[0]);
      if (!opened) throw new Error('no such run');
      const { seedBlock, runId, snapshotRoot, policyId } = opened.args as RunArgs;
      if (this.#block <= seedBlock) this.#block += 1n;
      else emit('RunSeeded', { runId, seed: this.#seed(seedBlock, runId, snapshotRoot, policyId) });
    }
    if (call.functionName === 'registerAdapter') {
      const [runId, parents, listRoot, attributionRoot, evaluationHash, weightsHash, uri] = args;
      const modelId = 2n + count('AdapterRegistered');
      const roots = { listRoot, attributionRoot, evaluationHash, weightsHash, uri };
      const [baseModelId] = parents as unknown as readonly bigint[];
      emit('AdapterRegistered', { modelId, runId, baseModelId, parents, ...roots });
    }
    return undefined as never;
  };

  #seed(seedBlock: bigint, runId: bigint, snapshotRoot: Hex, policyId: bigint): Hex {
    const types = [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'bytes32' }, { type: 'uint256' }] as const;
    return keccak256(encodeAbiParameters(types, [this.blockHash(seedBlock), runId, snapshotRoot, policyId]));
  }

  /** What an auditor sees of this commons. */
  source(): AuditSource {
    return {
      events: this.query as unknown as AuditSource['events'],
      read: this.read as unknown as AuditSource['read'],
      blockHash: async (block) => this.blockHash(block),
      fetch: this.get,
    };
  }

  /** Ports of a trainer; its journal survives in this commons' folder. `die` is asked before each step leaves the node. */
  components(die: (point: string) => boolean = () => false): TrainerComponents {
    const check = (point: string) => {
      if (die(point)) throw new Error(`killed at ${point}`);
    };
    // Blocks go by while the trainer looks, as they do on a chain that others use.
    const client = { getBlockNumber: async () => this.#block++, getTransactionCount: async () => 0 };
    const send = async (call: Parameters<Chain['send']>[0]) => {
      check(`before ${call.functionName}`);
      await this.send(call);
      check(`after ${call.functionName}`);
      return undefined as never;
    };
    const watch: Chain['watch'] = ({ onEvents }) => void this.#watchers.push(() => void onEvents([]));
    const chain = {
      chainId: CHAIN_ID,
      account: { address: account('trainer') as Address },
      client,
      read: this.read,
      send,
    };
    const journal = openJournal(join(this.directory, 'journal.sqlite'));
    return {
      chain: { ...chain, events: this.query, watch } as unknown as TrainerComponents['chain'],
      storage: { put: this.put, get: this.get },
      journal: openRunJournal(journal),
      base: {
        weightsHash: sha256('0x01'),
        uri: 'ipfs://base',
        endOfText: 0,
        encode: (text) =>
          Int32Array.from(text.match(/\S+\s*/g) ?? [], (word) => 1 + (Number(sha256(toHex(word))) % 997)),
      },
      runtimeClass: 'memory',
      readLogs: async () => {
        const entries = this.drafts.map(({ id, core }) => ({ id, core }));
        return [{ logId: this.logId, size: entries.length, entries }];
      },
      requestKeys: async ({ deposits }) => {
        check('keys');
        const keys = this.drafts.filter(({ id }) => deposits.includes(id)).map(({ id, key }) => [id, key] as const);
        return { keys: new Map(keys), refused: new Map() };
      },
      runJob: async ({ job }) => {
        check('training');
        const losses = (value: number) => Object.fromEntries(Object.keys(job.heldOut).map((name) => [name, value]));
        const sum = job.rows.reduce(
          (total, row) => total + row.reduce((all, token) => all + token, 0),
          job.settings.seed,
        );
        const { rank, alpha, targets } = job.settings;
        const name = 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight';
        const tensors = new Map([[name, new Float32Array(rank * 4).fill(sum % 1_000)]]);
        return {
          adapter: { rank, alpha, targets, baseHash: sha256('0x01'), tensors },
          lossBefore: losses(5),
          lossAfter: losses(4.5),
          checkpoints: [{ step: 0, hash: sha256(toHex(sum)) }],
          tokensPerSecond: 1_000,
          sandbox: 'process',
        } as never;
      },
      pin: async (cids) => {
        check('pin');
        for (const cid of cids) this.pinned.add(cid.toString());
        return 2;
      },
      onEvent: (event) => this.runEvents.push(event),
    };
  }
}
