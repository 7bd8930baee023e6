import type { RunPlan } from '../../../protocol/blocks/snapshot.ts';
import { compareText } from '../../../protocol/compareText.ts';
import { findNearDuplicates } from '../../../protocol/corpus/nearDuplicates.ts';
import { NothingToTrainOnError } from '../../../protocol/corpus/sampler.ts';
import { firstPositions, makeSnapshot, type Snapshot, type SnapshotInput } from '../../../protocol/corpus/snapshot.ts';
import { collectTexts } from './collectTexts.ts';
import type { TrainerComponents, TrainerOptions } from './components.ts';
import { cutToAnchored, readConsent } from './readCorpus.ts';

export type PrepareOptions = {
  readonly options: TrainerOptions;
  readonly shares: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
};

/**
 * Makes and pins the snapshot of a run as the chain stands now. Consent decides first; then texts are opened under a grant
 * that names the candidates, to find near-duplicates and to size the budget in words. @throws NothingToTrainOnError
 */
export async function prepareSnapshot(
  components: TrainerComponents,
  { options, shares, signal }: PrepareOptions,
): Promise<Snapshot> {
  const { chain, readLogs } = components;
  const toBlock = await chain.client.getBlockNumber();
  const logs = await cutToAnchored(chain, { logs: await readLogs({ toBlock, signal }), toBlock });
  const cores = new Map(logs.flatMap((log) => log.entries.map((entry) => [entry.id, entry.core] as const)));
  const { consent, consentHead } = await readConsent(chain, { cores, toBlock });
  const input: SnapshotInput = {
    ...consent,
    consentHead,
    logs,
    purpose: 'training',
    chainId: chain.chainId,
    block: Number(toBlock),
    plan: createPlan(options, 1),
  };
  const candidates = makeSnapshot(input);
  const ids = candidates.eligible.filter((id) => (shares[cores.get(id)?.register ?? ''] ?? 0) > 0);
  const { texts, missing } = await collectTexts(components, { ids, cores, snapshot: candidates.root, signal });
  if (texts.size === 0) throw new NothingToTrainOnError(cores.size);
  const positions = firstPositions(logs);
  const positioned = [...texts].map(([id, text]) => ({ id, text, position: positions.get(id) ?? 0 }));
  return makeSnapshot({
    ...input,
    nearDuplicates: findNearDuplicates(positioned),
    unavailable: [...missing].sort((a, b) => compareText(a.id, b.id)),
    plan: createPlan(options, sizeBudget(texts.values(), components, options)),
  });
}

/** Words that fill the wanted steps, from the tokens that these texts take. */
function sizeBudget(
  texts: Iterable<string>,
  { base }: Pick<TrainerComponents, 'base'>,
  { settings }: Pick<TrainerOptions, 'settings'>,
): number {
  let words = 0;
  let tokens = 0;
  for (const text of texts) {
    words += text.match(/\S+/gu)?.length ?? 0;
    tokens += base.encode(text.trimEnd()).length + 1;
  }
  const wanted = settings.steps * settings.batch * (settings.sequence + 1);
  return Math.max(1, Math.floor((wanted * words) / tokens));
}

function createPlan({ epochCap, contributorCapBp }: TrainerOptions, wordBudget: number): RunPlan {
  return { version: 1, wordBudget, epochCap, contributorCapBp, heldOutOneIn: 5 };
}
