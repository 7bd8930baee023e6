import type { Command } from 'commander';
import { formatEther, parseEther } from 'viem';
import { readConsent } from './identity.ts';
import { acts } from './verb.ts';
import { number, parseHex, parseSmall, type Word } from './words.ts';

type RegisterFlags = { readonly consent?: string; readonly computeClass: number; readonly stake?: bigint };

const period: Word<number> = { name: '<period>', text: 'number of a period of entry', parse: parseSmall };

/** `tilth operator`: stake, group and chamber of whoever runs a node. */
export function addOperator(program: Command): void {
  const operator = program.command('operator').description('register, stake, verify, enter the technical chamber');
  acts<[], RegisterFlags>(operator, {
    name: 'register',
    text: 'register this identity as an operator, in a group of its own or in that of another who consents',
    words: [],
    run: (commons, _, { consent, computeClass, stake }) =>
      commons.operator.register({
        computeClass,
        ...(stake === undefined ? {} : { stake }),
        ...(consent === undefined ? {} : { consent: readConsent(consent) }),
      }),
  })
    .option('--consent <file>', 'what the owner of the group printed with "tilth identity consent"')
    .option('--compute-class <number>', 'declared class of the machine', parseSmall, 1)
    .option('--stake <ether>', 'stake; the smallest one unless told', (it) => parseEther(it));
  acts(operator, {
    name: 'bond',
    text: 'add to the stake, and stop leaving',
    words: [{ name: '<ether>', text: 'how much', parse: (value: string) => parseEther(value) }],
    run: (commons, [amount]) => commons.operator.bond({ amount }),
  });
  const steps = [
    ['unbond', 'unbond', 'begin to leave: no work and no votes at once, the stake later'],
    ['withdraw-stake', 'withdrawStake', 'take the stake back after the waiting time'],
    ['enlist', 'enlist', 'have the group drawn as a verifier, without which it earns nothing'],
    ['delist', 'delist', 'have the group drawn no more'],
    ['enter', 'enter', 'take a seat in the technical chamber, as one of the founding groups'],
    ['apply', 'apply', 'wait for the lot that fills seats in the technical chamber'],
  ] as const;
  for (const [name, step, meaning] of steps)
    acts(operator, { name, text: meaning, words: [], run: (commons) => commons.operator[step]() });
  acts(operator, {
    name: 'unbind-node',
    text: 'give up a node',
    words: [{ name: '<peer-key>', text: "keccak256 of the node's peer id, as the chain names it", parse: parseHex }],
    run: (commons, [peerKey]) => commons.operator.unbindNode({ peerKey }),
  });
  acts(operator, {
    name: 'draw-entrants',
    text: 'draw who enters the technical chamber in a period (anyone may)',
    words: [period],
    run: (commons, [it]) => commons.operator.drawEntrants({ period: it }),
  });
  acts(operator, {
    name: 'show',
    text: 'where an operator stands, this one unless told',
    words: [number('[operator]', 'number of an operator')],
    run: async (commons, [id], { json }) => {
      const shown = await commons.operator.show(id);
      return json ? shown : { ...shown, stake: `${formatEther(shown.stake)} ether` };
    },
  });
}
