import type { Command } from 'commander';
import { type CommonsFlags, looksAtCommons, openCommons, plain, print } from './commons.ts';

type Flags = CommonsFlags & {
  readonly model: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly audit?: boolean;
};

/** `tilth ask "..."`: a streamed answer, then who answered and what stands behind it. */
export function addAsk(program: Command): void {
  looksAtCommons(program.command('ask <question>'))
    .description('ask through a gate; shows who answered, who disagreed, and which deposits match')
    .option('--model <name>', 'auto, an expert id, or register:narrative', 'auto')
    .option('--max-tokens <count>', 'longest answer', Number, 64)
    .option('--temperature <value>', '0 gives the likeliest answer', Number, 0)
    .option('--audit', 'let a verifier see this question, so that the answer can be checked and credited')
    .action(async (question: string, { model, maxTokens, temperature, audit, ...flags }: Flags) => {
      const quiet = flags.json === true;
      const commons = await openCommons(flags);
      const answer = await commons.ask({
        question,
        model,
        maxTokens,
        temperature,
        audit: audit === true,
        onText: (text) => void (quiet || process.stdout.write(plain(text))),
      });
      if (!quiet) process.stdout.write('\n\n');
      print(quiet ? { text: answer.text, ...answer.tilth } : answer.tilth, quiet);
    });
}
