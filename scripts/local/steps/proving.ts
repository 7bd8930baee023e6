import { askGate } from '../../client/ask.ts';
import { callGate } from '../../client/http.ts';
import { poll } from '../../client/poll.ts';
import type { Context } from '../context.ts';
import { operators } from '../people.ts';
import type { Evidence } from '../progress.ts';

type Directory = {
  readonly experts: readonly { readonly expertId: number; readonly kind: string; readonly operatorId: number }[];
};

/**
 * Asks every expert that the gates list a question open to audit, and waits until the chain has credited at least two
 * operators for work that a verifier of another group re-computed. Work, not a grant, is what votes in the technical chamber.
 */
export async function prove(context: Context): Promise<Evidence> {
  const [first, second] = context.commons.apiUrls as [string, string];
  const listed = await poll(
    { what: 'experts in the directory', timeoutMs: 60_000, signal: context.signal },
    async () => {
      const { experts } = await callGate<Directory>(`${first}/v1/directory`);
      const kinds = new Set(experts.map((it) => it.kind));
      return kinds.has('decoder') && kinds.has('retrieval') && kinds.has('classifier') ? experts : null;
    },
  );
  const asked = async (round: number) => {
    for (const [index, expert] of listed.entries()) {
      const api = index % 2 === 0 ? first : (second ?? first);
      const question = `Round ${round}: what do the texts of this commons say about water, bread and the mill?`;
      await askGate({
        api,
        question,
        model: String(expert.expertId),
        maxTokens: 12,
        audit: true,
        signal: context.signal,
      });
      context.note(`proving round ${round}: ${index + 1} of ${listed.length} experts answered`);
    }
  };
  await asked(1);
  const credited = await poll(
    { what: 'verified work of two operators', timeoutMs: 90_000, everyMs: 500, signal: context.signal },
    async () => {
      const weights = await Promise.all(
        operators.map((it) =>
          context.as(it).read<bigint>({ contract: 'workLedger', functionName: 'getVotes', args: [it.account.address] }),
        ),
      );
      const weighty = weights.filter((it) => it > 0n).length;
      context.note(`${weighty} operators have verified work`);
      return weighty >= 2 ? weighty : null;
    },
  );
  return { expertsAsked: listed.length, operatorsCredited: credited };
}
