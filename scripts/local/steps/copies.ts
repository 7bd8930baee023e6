import { fetchBlock } from '../../../client/fetchBlock.ts';
import { poll } from '../../../client/poll.ts';
import { decodeCore } from '../../../protocol/blocks/core.ts';
import { fromDepositId } from '../../../protocol/manifest/identifier.ts';
import type { Context } from '../context.ts';
import { inParallel } from '../inParallel.ts';
import type { Made } from './deposit.ts';

const AT_ONCE = 4;

/** Waits until every gate by itself gives manifest and ciphertext of each deposit; returns on how many nodes they are. */
export async function awaitCopies(context: Context, deposits: readonly Made[]): Promise<number> {
  const gates = context.commons.endpoints.apiUrls;
  const what = { what: 'a second copy of every deposit', timeoutMs: 60_000, signal: context.signal };
  await inParallel(deposits, AT_ONCE, async (made) => {
    const { ciphertext } = decodeCore(Buffer.from(made.core, 'base64'));
    await poll(what, async () => {
      const asked = gates.flatMap((gate) => [fromDepositId(made.id), ciphertext].map((cid) => fetchBlock([gate], cid)));
      return (await Promise.allSettled(asked)).every(({ status }) => status === 'fulfilled');
    });
  });
  return gates.length;
}
