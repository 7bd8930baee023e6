import type { Client } from '../../../client/createClient.ts';
import { poll } from '../../../client/poll.ts';
import type { ListedExpert } from '../../../protocol/http/directory.ts';
import type { Context } from '../context.ts';
import type { Person } from '../people.ts';
import type { Evidence } from '../progress.ts';

const QUESTION = 'What do the texts of this commons say about water, bread and the mill?';

/** Longer than an epoch takes from its first question to its credit. */
const ROUND_MS = 45_000;

/** Technical weight that suffices to go on: work of two operators was re-computed by a third. */
const OPERATORS_WANTED = 2;

/**
 * Asks every expert that the gates list a question open to audit, and waits until the chain has credited operators for
 * work that a verifier of another group re-computed. Work, not a grant, is what votes in the technical chamber.
 */
export async function prove(context: Context): Promise<Evidence> {
  const { signal } = context;
  const { commons } = context;
  const gates = commons.endpoints.apiUrls;
  const listed = await poll({ what: 'experts in the directory', timeoutMs: 180_000, signal }, () =>
    listExperts(commons),
  );
  const askAll = async () => {
    for (const [index, expert] of listed.entries()) {
      await ask(commons.at(gates[index % gates.length] as string), expert, signal);
      context.note(`proving round: ${index + 1} of ${listed.length} experts answered`);
    }
  };
  let askedAt = Number.NEGATIVE_INFINITY;
  let rounds = 0;
  const credited = await poll({ what: 'verified work', timeoutMs: 300_000, everyMs: 500, signal }, async () => {
    // On a busy machine verifiers may miss their hours, and an epoch is audited once: new work is what is left then.
    if (performance.now() - askedAt > ROUND_MS) {
      await askAll();
      askedAt = performance.now();
      rounds += 1;
    }
    const weights = await technicalWeights(context);
    const weighty = Object.values(weights).filter((it) => it > 0).length;
    context.note(`${weighty} operators have verified work`);
    return weighty >= OPERATORS_WANTED && weights;
  });
  return { expertsAsked: listed.length, rounds, technicalWeights: credited };
}

/** All that are listed, once enough operators have a decoder among them: those are there before the first deposit. */
async function listExperts(commons: Client): Promise<readonly ListedExpert[] | null> {
  const { nodes } = await commons.directory();
  const decoding = nodes.filter(({ experts }) => experts.some(({ kind }) => kind === 'decoder'));
  return decoding.length >= OPERATORS_WANTED ? nodes.flatMap(({ experts }) => experts) : null;
}

async function ask(gate: Client, { kind, id: model }: ListedExpert, signal: AbortSignal): Promise<void> {
  if (kind === 'classifier') await gate.classify({ model, text: QUESTION, audit: true, signal });
  else await gate.ask({ question: QUESTION, model, maxTokens: 12, audit: true, signal });
}

async function technicalWeights({ commons: { chain }, people }: Context): Promise<Record<string, number>> {
  const weigh = async ({ name, account }: Person) => {
    const args = [account.address] as const;
    return [name, Number(await chain.read({ contract: 'workLedger', functionName: 'getVotes', args }))] as const;
  };
  return Object.fromEntries(await Promise.all(people.operators.map(weigh)));
}
