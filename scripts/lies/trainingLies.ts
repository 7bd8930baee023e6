import { createHash } from 'node:crypto';
import type { Draft } from '../../client/deposit.ts';
import type { OptimiserState } from '../../node/training/optimiser.ts';
import type { TrainerComponents } from '../../node/training/run/components.ts';
import { decodeTrainerState, encodeTrainerState } from '../../node/training/sandbox/jobFile.ts';
import type { JobResult, KeptCheckpoint } from '../../node/training/sandbox/runJob.ts';
import type { RunPlan } from '../../protocol/blocks/snapshot.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { decryptText, type EncryptedText, encryptText } from '../../protocol/manifest/text.ts';
import type { Lie } from './lie.ts';
import type { Stage } from './stage.ts';

type RunJob = TrainerComponents['runJob'];
type Job = Parameters<RunJob>[0]['job'];

/** Trains otherwise than the card says, or says something else of what came out. */
function learning(
  name: string,
  names: RegExp,
  lie: { before?: (job: Job) => Job; after?: (result: JobResult) => JobResult },
): Lie {
  const { before = (job) => job, after = (result) => result } = lie;
  const components = (honest: TrainerComponents) => ({
    runJob: async (options: Parameters<RunJob>[0]) =>
      after(await honest.runJob({ ...options, job: before(options.job) })),
  });
  return { name, names, training: { components } };
}

/** Sees other logs than there are. */
function logs(name: string, names: RegExp, change: (logs: Logs, stage: Stage) => Logs): Lie {
  const components = (honest: TrainerComponents, stage: Stage) => ({
    readLogs: async (options: Parameters<TrainerComponents['readLogs']>[0]) =>
      change(await honest.readLogs(options), stage),
  });
  return { name, names, training: { components } };
}

type Logs = Awaited<ReturnType<TrainerComponents['readLogs']>>;

/** Draws by another plan than the voted one. */
function plan(name: string, change: Partial<RunPlan>): Lie {
  const components = ({ chain }: TrainerComponents) => {
    const read = async (call: { readonly functionName: string }) => {
      const answer: unknown = await chain.read(call as never);
      return call.functionName === 'planOf' ? { ...(answer as RunPlan), ...change } : answer;
    };
    return { chain: { ...chain, read } as TrainerComponents['chain'] };
  };
  return { name, names: /plan/, training: { components } };
}

/** Says of texts that their keys cannot be had. */
function unavailable(name: string, choose: (stage: Stage) => readonly string[]): Lie {
  const components = ({ requestKeys }: TrainerComponents, stage: Stage) => ({
    requestKeys: async (request: Parameters<typeof requestKeys>[0]) => {
      const hidden = choose(stage);
      const { keys, refused } = await requestKeys(request);
      const burnt = request.deposits.filter((id) => hidden.includes(id)).map((id) => [id, 'disk on fire'] as const);
      return {
        keys: new Map([...keys].filter(([id]) => !hidden.includes(id))),
        refused: new Map([...refused, ...burnt]),
      };
    },
  });
  return { name, names: /reason to leave out sub:/, training: { components } };
}

/** Reads another text than the deposit's when it looks for near-duplicates. */
function misread(name: string, names: RegExp, deposit: string, instead: (stage: Stage) => Promise<string>): Lie {
  const components = (honest: TrainerComponents, stage: Stage) => {
    const draft = stage.commons.drafts.find(({ id }) => id === stage.id(deposit)) as Draft;
    let other: EncryptedText | null = null;
    // Only the first time, which is when texts are compared; what is trained on is the deposit's own.
    const requestKeys: TrainerComponents['requestKeys'] = async (request) => {
      const { keys, refused } = await honest.requestKeys(request);
      if (other) return { keys, refused };
      const text = (await instead(stage)).slice(0, draft.core.bytes);
      other = await encryptText(text.padEnd(draft.core.bytes - Buffer.byteLength(text) + text.length));
      return { keys: new Map([...keys, [draft.id, other.key]]), refused };
    };
    let isRead = false;
    const get: TrainerComponents['storage']['get'] = async (cid, options) => {
      if (!other || isRead || !cid.equals(draft.core.ciphertext)) return honest.storage.get(cid, options);
      isRead = true;
      return other.ciphertext;
    };
    return { requestKeys, storage: { ...honest.storage, get } };
  };
  return { name, names, training: { components } };
}

async function textOf(stage: Stage, name: string): Promise<string> {
  const draft = stage.commons.drafts.find(({ id }) => id === stage.id(name));
  const ciphertext = draft && stage.commons.blocks.get(draft.core.ciphertext.toString());
  return ciphertext ? decryptText(new Uint8Array(ciphertext), new Uint8Array(draft.key)) : '';
}

/** Something happens before the seed is drawn, and the trainer does not want to know, or knows more than there is. */
function consents(
  name: string,
  names: RegExp,
  lie: { happens?: (stage: Stage) => void; sees: (events: Consents, stage: Stage) => Consents },
): Lie {
  const components = (honest: TrainerComponents, stage: Stage) => {
    let isSeeded = false;
    const send = async (call: { readonly functionName: string }) => {
      if (call.functionName === 'drawSeed' && !isSeeded) {
        isSeeded = true;
        lie.happens?.(stage);
      }
      return honest.chain.send(call as never);
    };
    const upTo = (block: bigint) => {
      const events = honest.consents.upTo(block);
      return isSeeded ? lie.sees(events, stage) : events;
    };
    return { chain: { ...honest.chain, send } as TrainerComponents['chain'], consents: { upTo } };
  };
  return { name, names, training: { components } };
}

type Consents = ReturnType<TrainerComponents['consents']['upTo']>;

/** Every text of a register, of which a run reads some whatever its seed. */
const lyric = ({ commons }: Stage) => commons.drafts.filter(({ core }) => core.register === 'lyric');
const withdrawLyric = (stage: Stage) => {
  for (const { id, core } of lyric(stage)) stage.commons.withdraw(id, core.label);
};

type Change = (data: Float32Array) => Float32Array;

const scale =
  (by: number): Change =>
  (data) =>
    data.map((x) => x * by);
/** To 255 values, as an adapter is made small. */
const quantise: Change = (data) => {
  const unit = data.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9) / 127;
  return data.map((x) => Math.round(x / unit) * unit);
};
const addNoise: Change = (data) => data.map((x, i) => x * (1 + 0.01 * Math.sin(i + 1)));

/** The same state with its adapter changed, and with the hash that it has. */
function alter(checkpoint: KeptCheckpoint, change: Change): KeptCheckpoint {
  const { step, tensors } = decodeTrainerState(checkpoint.state);
  const changed = [...tensors].map(([name, data]) => [name, name.startsWith('base') ? change(data) : data] as const);
  return toCheckpoint({ step, tensors: new Map(changed) });
}

/** Changes what was trained: the weights alone, the last state with them, or every state. */
function altered(how: string, change: Change): readonly Lie[] {
  const replayed = /training from step|loss in/;
  return [
    learning(`weights ${how}`, /weights that the last state holds/, {
      after: (result) => {
        const tensors = new Map([...result.adapter.tensors].map(([name, data]) => [name, change(data)]));
        return { ...result, adapter: { ...result.adapter, tensors } };
      },
    }),
    learning(`weights and last state ${how}`, replayed, {
      after: (result) => endIn(result, alter(lastOf(result), change)),
    }),
    learning(`weights and every state ${how}`, replayed, {
      after: (result) => {
        const checkpoints = result.checkpoints.map((each) => alter(each, change));
        return endIn({ ...result, checkpoints }, checkpoints.at(-1) as KeptCheckpoint);
      },
    }),
  ];
}

/** Hashes a state as an optimiser does. */
function toCheckpoint(state: OptimiserState): KeptCheckpoint {
  const hash = createHash('sha256').update(`step ${state.step}\n`);
  for (const [name, data] of state.tensors) {
    hash.update(`${name} ${data.length}\n`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return { step: state.step, hash: `0x${hash.digest('hex')}`, state: encodeTrainerState(state) };
}

/** The adapter and the checkpoints as if the run had ended in another state. */
function endIn(result: JobResult, last: KeptCheckpoint): JobResult {
  const { tensors } = decodeTrainerState(last.state);
  const own = new Map([...result.adapter.tensors].map(([name]) => [name, tensors.get(name) ?? new Float32Array()]));
  return {
    ...result,
    adapter: { ...result.adapter, tensors: own },
    checkpoints: [...result.checkpoints.slice(0, -1), last],
  };
}

const lastOf = ({ checkpoints }: JobResult) => checkpoints.at(-1) as KeptCheckpoint;

/** Lies that are told while a run is made: everything that follows from them fits. */
export const TRAINING_LIES: readonly Lie[] = [
  plan('another plan: no cap, 100 epochs, hardly a hold-out', { capBp: 10_000, epochCap: 100, heldOutOneIn: 65_535 }),
  plan('another plan: sixty bytes', { budget: 60 }),
  unavailable('one text left out as unavailable: disk on fire', (stage) => [stage.id('second')]),
  unavailable('all texts of one contributor left out as unavailable', (stage) => stage.of('bako')),
  misread('an invented near-duplicate', /reason to leave out sub:|near-duplicates/, 'third', (stage) =>
    textOf(stage, 'second'),
  ),
  misread('a near-duplicate kept quiet', /near-duplicates/, 'original', async () => 'Nothing like it. '.repeat(80)),
  logs('the newer half of a log left out', /end of log 1/, (all, { commons }) => {
    const first = Number(commons.events.find(({ eventName }) => eventName === 'Anchored')?.args.size);
    return all.map((log) => (log.logId === 1 ? { ...log, size: first, entries: log.entries.slice(0, first) } : log));
  }),
  logs('a whole log left out', /end of log 2/, (all) => all.filter(({ logId }) => logId !== 2)),
  logs('a deposit simply left out', /sub:/, (all, stage) =>
    all.map((log) => ({ ...log, entries: log.entries.filter(({ id }) => id !== stage.id('second')) })),
  ),
  logs('a deposit that its contributor never signed', /deposit sub:/, (all, stage) => {
    const { drafts } = stage.commons;
    const at = drafts.findIndex(({ id }) => id === stage.id('forged'));
    const draft = drafts[at];
    const add = (log: Logs[number]) =>
      log.logId === 1 && draft
        ? { ...log, entries: [...log.entries, { id: draft.id, core: draft.core, position: at }] }
        : log;
    return all.map(add);
  }),
  logs('a retrieval-only deposit put in', /sub:/, (all, stage) =>
    all.map((log) => ({
      ...log,
      entries: log.entries.map((it) =>
        it.id === stage.id('retrieval') ? { ...it, core: { ...it.core, tier: 'public' as const } } : it,
      ),
    })),
  ),
  logs('another register in a CORE', /register of \w+ of deposits/, (all, stage) =>
    all.map((log) => ({
      ...log,
      entries: log.entries.map((it) =>
        it.id === stage.id('second') ? { ...it, core: { ...it.core, register: 'sacred' as const } } : it,
      ),
    })),
  ),
  consents('texts withdrawn before the seed, and used', /use of sub:/, {
    happens: withdrawLyric,
    sees: (events) => ({ ...events, withdrawals: events.withdrawals.slice(0, 1) }),
  }),
  consents('a text left out after the snapshot that nobody withdrew', /reason to leave out sub:/, {
    sees: (events, stage) => {
      const [known] = events.withdrawals;
      const [first] = lyric(stage);
      if (!known || !first) return events;
      const args = { deposit: depositKey(first.id), depositor: first.core.contributor.slice(-42) as `0x${string}` };
      return { ...events, withdrawals: [...events.withdrawals, { ...known, args }] };
    },
  }),
  {
    ...consents('a false reason for a text that was withdrawn', /reason to leave out sub:/, {
      happens: withdrawLyric,
      sees: (events) => events,
    }),
    card: ({ refused }) => ({
      refused: refused.map(({ id }) => ({ id, reason: 'kept back by the board or the court' })),
    }),
  },
  {
    name: 'consents read long before it trained',
    names: /age of the consents/,
    training: {
      components: ({ chain }, { commons }) => {
        const send = async (call: { readonly functionName: string }) => {
          if (call.functionName === 'registerAdapter') commons.pass(commons.maxConsentAge + 1);
          return chain.send(call as never);
        };
        return { chain: { ...chain, send } as TrainerComponents['chain'] };
      },
    },
  },
  {
    name: 'texts withdrawn while it trained, and consents said to be read later',
    names: /use of sub:/,
    training: {},
    afterSeed: withdrawLyric,
    card: ({ consents }, { commons }) => {
      const withdrawn = commons.events.findLast(({ eventName }) => eventName === 'Withdrawn');
      return { consents: { ...consents, block: Number(withdrawn?.blockNumber) } };
    },
  },
  learning('trained at twice the rate', /training from step|weights/, {
    before: (job) => ({ ...job, settings: { ...job.settings, learningRate: job.settings.learningRate * 2 } }),
  }),
  learning('trained from another start', /training from step|loss in/, {
    before: (job) => ({ ...job, settings: { ...job.settings, seed: job.settings.seed + 1 } }),
  }),
  learning('trained on one text again and again', /training from step|loss in/, {
    before: (job) => ({ ...job, rows: job.rows.map(() => job.rows[0] as Int32Array) }),
  }),
  learning('trained on rows in another order', /training from step|loss in/, {
    before: (job) => ({ ...job, rows: [...job.rows].reverse() }),
  }),
  learning('the last steps not trained', /training from step|loss in/, {
    after: (result) => {
      const early = result.checkpoints.at(-2) as KeptCheckpoint;
      const { tensors } = decodeTrainerState(early.state);
      return endIn(result, toCheckpoint({ step: lastOf(result).step, tensors }));
    },
  }),
  ...altered('moved by 1 %', scale(1.01)),
  ...altered('rounded to eight bits', quantise),
  ...altered('with 1 % of noise', addNoise),
  learning('the state of a step replaced', /state of step|training from step/, {
    after: (result) => {
      const [first, ...rest] = result.checkpoints as [KeptCheckpoint, ...KeptCheckpoint[]];
      return { ...result, checkpoints: [{ ...first, state: alter(first, scale(1.5)).state }, ...rest] };
    },
  }),
  learning('losses invented', /loss in \w+ after training/, {
    after: (result) => ({
      ...result,
      lossAfter: Object.fromEntries(Object.keys(result.lossAfter).map((name) => [name, 0.01])),
    }),
  }),
  learning('the base made to look worse', /loss in \w+ before training/, {
    after: (result) => ({
      ...result,
      lossBefore: Object.fromEntries(Object.keys(result.lossBefore).map((name) => [name, 9])),
    }),
  }),
  learning('evaluated on what was trained on', /loss in \w+ (before|after) training/, {
    before: (job) => ({
      ...job,
      heldOut: Object.fromEntries(Object.keys(job.heldOut).map((name) => [name, job.rows])),
    }),
  }),
];
