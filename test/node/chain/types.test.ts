import type { Chain } from '../../../node/chain/chain.ts';
import type { ChainEvent } from '../../../protocol/abi/calls.ts';

/** Never run: `npm run check:types` fails when the port takes a mistake, or refuses what is right. */
async function callsOfEveryKind(chain: Chain): Promise<void> {
  const account = chain.account.address;
  const id = await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args: [account] });
  id satisfies bigint;
  const { operatorId } = await chain.read({ contract: 'expertRegistry', functionName: 'expert', args: [1n] });
  operatorId satisfies bigint;
  (await chain.read({ contract: 'mixturePolicy', functionName: 'registers' })) satisfies readonly string[];
  await chain.send({ contract: 'depositLog', functionName: 'anchor', args: ['0x', 1n, 'ipfs://'] });
  const range = { fromBlock: 1n, toBlock: 2n };
  const [head] = await chain.events({ contract: 'depositLog', eventName: 'Anchored', args: { logId: 1n }, ...range });
  head?.args.size satisfies bigint | undefined;

  // @ts-expect-error a misspelt function
  await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOff', args: [account] });
  // @ts-expect-error a function of another contract
  await chain.read({ contract: 'depositLog', functionName: 'operatorOf', args: [account] });
  // @ts-expect-error a wrong argument
  await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args: [7n] });
  // @ts-expect-error a missing argument
  await chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf' });
  // @ts-expect-error a wrong use of the result
  id.toLowerCase();
  // @ts-expect-error a view cannot be sent
  await chain.send({ contract: 'operatorRegistry', functionName: 'operatorOf', args: [account] });
  // @ts-expect-error a transaction with an argument too few
  await chain.send({ contract: 'depositLog', functionName: 'anchor', args: ['0x', 1n] });
  // @ts-expect-error a misspelt event
  await chain.events({ contract: 'depositLog', eventName: 'Anchor', ...range });
  // @ts-expect-error an argument that the event does not have
  await chain.events({ contract: 'depositLog', eventName: 'Anchored', args: { deposit: '0x' }, ...range });
  // @ts-expect-error a range without an end
  await chain.events({ contract: 'depositLog', eventName: 'Anchored', fromBlock: 1n });
  // @ts-expect-error an argument of the event that there is not
  head?.args.signer;
}

type Named = ChainEvent<'consentRegistry', 'Withdrawn'>;
({}) as Named['args'] satisfies { readonly deposit: `0x${string}`; readonly depositor: `0x${string}` };

describe('types of the chain', () => {
  it('are checked by the compiler', () => {
    if (typeof callsOfEveryKind !== 'function') throw new Error('the calls are gone');
  });
});
