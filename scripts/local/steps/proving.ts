import { askGate } from '../../../client/ask.ts';
import { type ListedExpert, listExperts } from '../../../client/directory.ts';
import { callGate } from '../../../client/http.ts';
import { poll } from '../../../client/poll.ts';
import type { Context } from '../context.ts';
import { operators } from '../people.ts';
import type { Evidence } from '../progress.ts';

const QUESTION = 'What do the texts of this commons say about water, bread and the mill?';

/** Technical weight that suffices to go on: work of two operators was re-computed by a third. */
const OPERATORS_WANTED = 2;

/**
 * Asks every expert that the gates list a question open to audit, and waits until the chain has credited operators for
 * work that a verifier of another group re-computed. Work, not a grant, is what votes in the technical chamber.
 */
export async function prove(context: Context): Promise<Evidence> {
  const { signal } = context;
  const gates = context.commons.apiUrls;
  const listed = await poll({ what: 'experts in the directory', signal }, () => listEveryKind(gates[0] as string));
  for (const [index, expert] of listed.entries()) {
    await ask(gates[index % gates.length] as string, expert, signal);
    context.note(`proving round: ${index + 1} of ${listed.length} experts answered`);
  }
  const credited = await poll({ what: 'verified work', timeoutMs: 90_000, everyMs: 500, signal }, async () => {
    const weights = await technicalWeights(context);
    const weighty = Object.values(weights).filter((it) => it > 0).length;
    context.note(`${weighty} operators have verified work`);
    return weighty >= OPERATORS_WANTED && weights;
  });
  return { expertsAsked: listed.length, technicalWeights: credited };
}

async function listEveryKind(api: string): Promise<readonly ListedExpert[] | null> {
  const experts = await listExperts(api);
  const kinds = new Set(experts.map((it) => it.kind));
  return kinds.size === 3 ? experts : null;
}

async function ask(api: string, expert: ListedExpert, signal: AbortSignal): Promise<void> {
  if (expert.kind === 'classifier') {
    const body = { model: expert.id, text: QUESTION, tilth: { audit: true } };
    await callGate(`${api}/v1/classify`, { method: 'POST', body, signal });
  } else {
    await askGate({ api, question: QUESTION, model: expert.id, maxTokens: 12, audit: true, signal });
  }
}

async function technicalWeights(context: Context): Promise<Record<string, number>> {
  const read = async (it: (typeof operators)[number]) => {
    const args = [it.account.address];
    return Number(await context.as(it).read<bigint>({ contract: 'workLedger', functionName: 'getVotes', args }));
  };
  return Object.fromEntries(await Promise.all(operators.map(async (it) => [it.name, await read(it)])));
}
