import type { Draft } from '../../client/deposit.ts';
import type { TrainerComponents } from '../../node/training/run/components.ts';
import type { RunPlan } from '../../protocol/blocks/snapshot.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { decryptText, type EncryptedText, encryptText } from '../../protocol/manifest/text.ts';
import { LEARNING_LIES } from './learningLies.ts';
import type { Lie } from './lie.ts';
import type { Stage } from './stage.ts';

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
  ...LEARNING_LIES,
];
