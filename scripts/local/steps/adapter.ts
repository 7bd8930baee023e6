import { poll } from '../../../client/poll.ts';
import type { Context } from '../context.ts';
import { inParallel } from '../inParallel.ts';
import type { Person } from '../people.ts';
import type { Evidence } from '../progress.ts';
import { claimAttribution, lifetime, showSoulbound } from './credits.ts';
import { measurePer } from './per.ts';
import { questionsFor } from './questions.ts';
import { readAdapter } from './training.ts';

const COMPUTE = 1n;

/**
 * Step 7: both gates answer, experts load the adapter and answer with it, a verifier re-computes the receipts of the sealed
 * epoch, credits are minted and cannot be moved, contributors claim theirs, and PER over all hand-offs is 0. Work and run
 * are each waited for by the clock of a panel, so that both panels sit at once.
 */
export async function adoptAndAnswer(context: Context, training: Evidence): Promise<Evidence> {
  const model = await readAdapter(context, Number(training.policyId));
  if (!model) throw new Error('the index lost the adapter of step 6');
  const before = await verifiedUnits(context);
  const asked = await askAround(
    context,
    questionsFor(context, 4).map((it) => ({ question: it.question, model: 'auto' })),
  );
  context.note(
    'waiting for the run to be verified, and for what was answered to be sealed, drawn, re-computed and credited',
  );
  const credited = poll(
    { what: 'credits for verified answers', timeoutMs: 150_000, everyMs: 500, signal: context.signal },
    async () => {
      const now = await computeCredits(context);
      return now > before ? now : null;
    },
  );
  const adopted = awaitAdoption(context, model.weightsHash).then(async (decoders) => {
    const plan = decoders.map((id) => ({ question: 'Once, in the valley,', model: id }));
    return { decoders, adapted: await askAround(context, plan) };
  });
  const [after, { decoders, adapted }, contributionCredits] = await Promise.all([
    credited,
    adopted,
    adopted.then(() => claimAttribution(context, model)),
  ]);
  const measured = await measurePer(
    context,
    model,
    adapted.map((it) => it.adapter),
  );
  const answers = [...asked, ...adapted];
  return {
    adapter: model.weightsHash,
    decodersServingIt: decoders.length,
    answers,
    computeCredits: { verifiedBefore: Number(before), claimedAfter: Number(after) },
    contributionCredits,
    transferOfCredit: await showSoulbound(context),
    ...measured,
  };
}

async function awaitAdoption(context: Context, weightsHash: string): Promise<readonly string[]> {
  return poll({ what: 'experts to load the adapter', timeoutMs: 150_000, signal: context.signal }, async () => {
    const { nodes } = await context.commons.directory();
    const decoders = nodes.flatMap(({ experts }) => experts).filter((it) => it.kind === 'decoder');
    const serving = decoders.filter((it) => it.adapterHash.toLowerCase() === weightsHash.toLowerCase());
    context.note(`${serving.length} of ${decoders.length} decoders serve the adapter`);
    return decoders.length > 0 && serving.length === decoders.length ? serving.map((it) => it.id) : null;
  });
}

type Shown = {
  readonly question: string;
  readonly answer: string;
  readonly expert: unknown;
  readonly disagreement: unknown;
  readonly adapter: string;
  readonly receipt: string | null;
  readonly cited: readonly string[];
};

async function askAround(
  context: Context,
  plan: readonly { readonly question: string; readonly model: string }[],
): Promise<Shown[]> {
  const { apiUrls } = context.commons.endpoints;
  let done = 0;
  return inParallel(plan, apiUrls.length, async (it, index): Promise<Shown> => {
    const gate = context.commons.at(apiUrls[index % apiUrls.length] as string);
    const { text, tilth } = await gate.ask({ ...it, maxTokens: 24, audit: true, signal: context.signal });
    done += 1;
    context.note(`${done} of ${plan.length} questions answered`);
    return {
      question: it.question,
      answer: text.slice(0, 160),
      expert: tilth.expert,
      disagreement: tilth.disagreement.verdict,
      adapter: tilth.adapter,
      receipt: tilth.receipts[0]?.jobId ?? null,
      cited: [...new Set(tilth.deposits.map((cited) => cited.deposit))],
    };
  });
}

/** Compute credits of all operators together: each node claims its own against the final root of verified work. */
function computeCredits(context: Context): Promise<bigint> {
  return sumOf(context.people.operators, (it) => lifetime(context, it, COMPUTE));
}

/** Units that the chain has credited all operators with, claimed or not. */
function verifiedUnits({ commons: { chain }, people }: Context): Promise<bigint> {
  return sumOf(people.operators, async ({ account }) => {
    const args = [account.address] as const;
    const operatorId = await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args });
    return chain.read({ contract: 'workLedger', functionName: 'unitsOf', args: [operatorId] });
  });
}

async function sumOf(people: readonly Person[], read: (person: Person) => Promise<bigint>): Promise<bigint> {
  const each = await Promise.all(people.map(read));
  return each.reduce((sum, it) => sum + it, 0n);
}
