import type { Command } from 'commander';
import { acts, looks } from './verb.ts';
import { number } from './words.ts';

/** `tilth guardian`: accounts that together may delay or cancel a decision that waits, once, and nothing else. */
export function addGuardian(program: Command): void {
  const guardian = program.command('guardian').description('delay or cancel, once, a decision that waits');
  const proposal = number('<proposal>', 'number of the proposal');
  const verbs = [
    ['delay', 'agree that a decision wait longer'],
    ['cancel', 'agree that a decision be cancelled'],
  ] as const;
  for (const [name, meaning] of verbs)
    acts<[typeof proposal], { readonly reason: string }>(guardian, {
      name,
      text: meaning,
      words: [proposal],
      run: async (commons, [proposalId], { reason }) =>
        commons.guardian[name]({ proposal: await commons.findProposal({ proposalId }), reason }),
    }).requiredOption('--reason <text>', 'why; it is kept in the audit log');
  looks(guardian, {
    name: 'show',
    text: 'what the guardian did to a decision, and when its power ends',
    words: [proposal],
    run: async (commons, [proposalId]) => commons.guardian.show(await commons.findProposal({ proposalId })),
  });
}
