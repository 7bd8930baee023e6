import type { Client } from '../../client/createClient.ts';

/** Never run: `npm run check:types` fails when the client takes a mistake, or refuses what is right. */
async function callsOfEveryKind({ chain, send }: Client): Promise<void> {
  const id = await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args: ['0x'] });
  id satisfies bigint;
  const [head] = await chain.events({ contract: 'depositLog', eventName: 'Anchored', args: { logId: 1n } });
  head?.args.size satisfies bigint | undefined;
  await send({ contract: 'depositLog', functionName: 'anchor', args: ['0x', 1n, 'ipfs://'] });

  // @ts-expect-error a misspelt function
  await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOff', args: ['0x'] });
  // @ts-expect-error a wrong argument
  await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args: [7n] });
  // @ts-expect-error a missing argument
  await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf' });
  // @ts-expect-error a wrong use of the result
  id.toLowerCase();
  // @ts-expect-error a misspelt event
  await chain.events({ contract: 'depositLog', eventName: 'Anchor' });
  // @ts-expect-error an argument that the event does not have
  await chain.events({ contract: 'depositLog', eventName: 'Anchored', args: { deposit: '0x' } });
  // @ts-expect-error a misspelt function
  await send({ contract: 'depositLog', functionName: 'anchored', args: ['0x', 1n, 'ipfs://'] });
  // @ts-expect-error a transaction with an argument too few
  await send({ contract: 'depositLog', functionName: 'anchor', args: ['0x', 1n] });
}

describe('types of the client', () => {
  it('are checked by the compiler', () => {
    if (typeof callsOfEveryKind !== 'function') throw new Error('the calls are gone');
  });
});
