import { sha256 } from 'viem';
import type { AdapterCard } from '../../protocol/blocks/adapterCard.ts';
import { decodeBatchList, encodeBatchList } from '../../protocol/blocks/batchList.ts';
import { rawCid } from '../../protocol/blocks/block.ts';
import type { Lie } from './lie.ts';
import type { Stage } from './stage.ts';

const OTHER = `0x${'ab'.repeat(32)}` as const;

function card(name: string, names: RegExp, change: (card: AdapterCard, stage: Stage) => object | Promise<object>): Lie {
  return { name, names, card: change };
}

function training(name: string, names: RegExp, change: Partial<AdapterCard['training']>): Lie {
  return card(name, names, (it) => ({ training: { ...it.training, ...change } }));
}

/** Says something else in an event of the chain. */
function event(name: string, names: RegExp, eventName: string, args: object): Lie {
  return { name, names, world: (stage) => void Object.assign(stage.args(eventName), args) };
}

function evaluation(
  name: string,
  names: RegExp,
  change: (rows: AdapterCard['evaluation']) => AdapterCard['evaluation'],
): Lie {
  return card(name, names, (it) => ({ evaluation: change(it.evaluation) }));
}

function deposits(name: string, names: RegExp, change: (rows: AdapterCard['deposits'], stage: Stage) => object): Lie {
  return card(name, names, (it, stage) => ({ deposits: change(it.deposits, stage) }));
}

function first<T extends object>(rows: readonly T[], change: Partial<T>): T[] {
  return rows.map((row, i) => (i === 0 ? { ...row, ...change } : row));
}

/** Lies that are told about a run that was trained honestly. */
export const CARD_LIES: readonly Lie[] = [
  card('weights are 21 bytes of rubbish', /weights|bytes of/, async (_, { commons }) => {
    const rubbish = new TextEncoder().encode('twenty-one bytes here');
    const weights = await commons.put(rubbish, 'raw');
    return { weights, weightsHash: sha256(rubbish), weightsBytes: rubbish.byteLength };
  }),
  card('another size of the weights', /bytes of the weights/, (it) => ({ weightsBytes: it.weightsBytes + 1 })),
  evaluation('losses of 0.01', /loss in \w+/, (rows) => rows.map((row) => ({ ...row, after: 0.01 }))),
  evaluation('one loss a little better', /loss in \w+ after/, (rows) =>
    first(rows, { after: (rows[0]?.after ?? 0) - 1e-6 }),
  ),
  evaluation('a register dropped from the evaluation', /evaluated/, (rows) => rows.slice(1)),
  evaluation('more deposits evaluated than there were', /evaluation/, (rows) => first(rows, { deposits: 40 })),
  {
    name: 'a loss changed on the card only',
    names: /evaluationHash/,
    card: ({ evaluation: rows }) => ({ evaluation: first(rows, { after: 1 }) }),
    world: (stage) => void Object.assign(stage.args('AdapterRegistered'), { evaluationHash: OTHER }),
  },
  training('another rate', /training from step/, { learningRate: 0.02 }),
  training('another number of steps', /steps/, { steps: 400 }),
  training('another batch', /steps|repeated/, { batch: 8 }),
  training('another rank', /state of step/, { rank: 4 }),
  training('another alpha', /training from step/, { alpha: 4 }),
  training('other targets', /state of step/, { targets: ['q_proj'] }),
  training('targets that no base has', /target/, { targets: ['soul_proj'] }),
  training('another seed of the adapter', /seed/, { seed: 1 }),
  training('other checkpoints than were kept', /checkpoints/, { checkpointEvery: 6 }),
  training('another runtime', /runtime|trained with/, { runtimeClass: 'ort-node-9.9.9/cpu/fp32/arm64' }),
  training('a runtime that nobody has', /adapter card/, { runtimeClass: 'abacus' }),
  card('a sandbox that nobody can check', /adapter card/, (it) => ({ training: { ...it.training, sandbox: 'vault' } })),
  card('checkpoints invented', /state of step|training from step/, (it) => ({
    checkpoints: it.checkpoints.map((row) => ({ ...row, hash: OTHER })),
  })),
  card('states that are none', /state of step/, async (it, { commons }) => {
    const state = await commons.put(new TextEncoder().encode('no state'), 'raw');
    return { checkpoints: it.checkpoints.map((row) => ({ ...row, state })) };
  }),
  card('the root of the token rows invented', /token rows/, (it) => ({ rows: { ...it.rows, root: OTHER } })),
  card('more tokens than were read', /token rows/, (it) => ({ rows: { ...it.rows, tokens: it.rows.tokens * 2 } })),
  card('fewer rows read again', /repeated/, (it) => ({ rows: { ...it.rows, repeated: it.rows.repeated + 1 } })),
  card('another base', /base/, (it) => ({ base: { ...it.base, weightsHash: OTHER } })),
  card('another number of the base', /base/, (it) => ({ base: { ...it.base, modelId: 7 } })),
  card('names of contributors replaced', /labels|shares/, (it) => ({
    attribution: { ...it.attribution, shares: it.attribution.shares.map((row) => ({ ...row, labels: ['nobody'] })) },
  })),
  card('shares altered', /shares/, (it) => ({
    attribution: { ...it.attribution, shares: first(it.attribution.shares, { shareBp: 9_000 }) },
  })),
  card('a share given to another identity', /shares/, (it) => ({
    attribution: { ...it.attribution, shares: first(it.attribution.shares, { identity: 77 }) },
  })),
  event('another attribution root', /attribution/, 'AdapterRegistered', { attributionRoot: OTHER }),
  event('another list root', /list/, 'AdapterRegistered', { listRoot: OTHER }),
  event('another hash of the weights', /weights/, 'AdapterRegistered', { weightsHash: OTHER }),
  event('an invented seed', /seed|list/, 'RunSeeded', { seed: OTHER }),
  event('another consent root', /consent/, 'RunOpened', { consentRoot: OTHER }),
  event('another consent head', /consent/, 'RunOpened', { consentHead: OTHER }),
  card('the batch list reordered', /batch list|list/, async (it, { commons }) => {
    const bytes = commons.blocks.get(it.list.cid.toString()) ?? new Uint8Array();
    const cid = await commons.put(encodeBatchList([...decodeBatchList(bytes)].reverse()).bytes, 'dag-cbor');
    return { list: { ...it.list, cid } };
  }),
  card('another mixture', /mixture/, (it) => ({ mixture: first(it.mixture, { realisedBp: 9_999 }) })),
  card('another voted share', /mixture/, (it) => ({ mixture: first(it.mixture, { votedBp: 1 }) })),
  deposits('a name taken off a deposit', /contributor of sub:/, (rows) => first(rows, { label: '' })),
  deposits('bytes of a deposit altered', /bytes of sub:/, (rows) => first(rows, { bytes: 1 })),
  deposits('an archive-only deposit listed as used', /deposits/, (rows, stage) => [
    ...rows,
    { ...rows[0], id: stage.id('archive') },
  ]),
  deposits('a deposit left off the card', /of sub:/, (rows) => rows.slice(1)),
  deposits('a licence invented', /licence of sub:/, (rows) => first(rows, { licence: 'CC0' })),
  card('exclusions emptied', /excluded/, () => ({ excluded: [] })),
  card('an exclusion given another reason', /excluded/, (it) => ({ excluded: first(it.excluded, { reason: 'lost' }) })),
  card('held-out deposits emptied', /heldOut/, () => ({ heldOut: [] })),
  card('a deposit said to be refused that was not', /sub:|list|row/, (it) => ({
    refused: [{ id: it.deposits[0]?.id ?? '', reason: 'withdrawn' }],
  })),
  card('the Markdown replaced', /Markdown/, async (_, { commons }) => ({
    readme: await commons.put(new TextEncoder().encode('# The best adapter ever'), 'raw'),
  })),
  card('another policy', /policyId/, () => ({ policyId: 9 })),
  card('another operator', /operatorId/, () => ({ operatorId: 9 })),
  card('another chain', /chainId/, () => ({ chainId: 1 })),
  card('another run', /run/, () => ({ runId: 9 })),
  card('consents read before the seed', /block of the consents/, (it) => ({ consents: { ...it.consents, block: 1 } })),
  card('consents read after the adapter', /block of the consents/, (it) => ({
    consents: { ...it.consents, block: 2 ** 40 },
  })),
  card('another head of the consents at training', /consent head/, (it) => ({
    consents: { ...it.consents, head: OTHER },
  })),
  card('other logs', /logs/, (it) => ({ logs: it.logs.slice(1) })),
  card('another block of the snapshot', /block/, (it) => ({ snapshot: { ...it.snapshot, block: 1 } })),
  card('another link to the consents', /consent/, (it) => ({ snapshot: { ...it.snapshot, consent: rawCid(OTHER) } })),
  {
    name: 'all ciphertexts gone',
    names: /0 of \d+ segments|need texts|texts are missing/,
    world: ({ commons }) => {
      for (const { core } of commons.drafts) commons.blocks.delete(core.ciphertext.toString());
    },
  },
  {
    name: 'all states gone',
    names: /no block/,
    world: (stage) => {
      for (const { state } of stage.card().checkpoints) stage.commons.blocks.delete(state.toString());
    },
  },
];
