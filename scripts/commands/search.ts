import type { Command } from 'commander';
import { plain } from '../../protocol/plain.ts';
import { type CommonsFlags, looksAtCommons, openCommons, print } from './commons.ts';

type Flags = CommonsFlags & { readonly register?: string; readonly limit: number };

/** `tilth search "..."` and `tilth directory`: passages of deposits, and who is in the network now. */
export function addSearch(program: Command): void {
  looksAtCommons(program.command('search <query>'))
    .description('find passages of deposits')
    .option('--register <register>', 'only texts of one kind, such as oral')
    .option('--limit <count>', 'how many passages at most', Number, 5)
    .action(async (query: string, { register, limit, ...flags }: Flags) => {
      const commons = await openCommons(flags);
      const answer = await commons.search({ query, limit, ...(register === undefined ? {} : { register }) });
      if (flags.json === true) return print(answer, true);
      for (const { deposit, text, register: kind } of answer.passages)
        process.stdout.write(plain(`${text.trim()}\n  ${deposit} (${kind})\n\n`));
    });
  looksAtCommons(program.command('directory'))
    .description('show the nodes and experts that a gate knows to be alive')
    .action(async (flags: CommonsFlags) => {
      const { nodes, ...rest } = await (await openCommons(flags)).directory();
      if (flags.json === true) return print({ nodes, ...rest }, true);
      for (const { operator, roles, experts } of nodes) {
        process.stdout.write(plain(`operator ${operator}: ${roles.join(', ')}\n`));
        for (const { id, kind, domain } of experts) process.stdout.write(plain(`  ${kind} ${id}, ${domain}\n`));
      }
    });
}
