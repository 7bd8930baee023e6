import type { Command } from 'commander';
import { askGate } from '../../client/ask.ts';
import { fetchCommons } from '../../client/commons.ts';
import { print } from './output.ts';

type Flags = {
  readonly commons: string;
  readonly model: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly audit?: boolean;
  readonly json?: boolean;
};

/** `tilth ask "..."`: a streamed answer, then who answered and what stands behind it. */
export function addAsk(program: Command): void {
  program
    .command('ask <question>')
    .description('ask through a gate; shows who answered, who disagreed, and which deposits match')
    .option('--commons <url>', 'page of the commons', 'http://127.0.0.1:7400')
    .option('--model <name>', 'auto, an expert id, or register:narrative', 'auto')
    .option('--max-tokens <count>', 'longest answer', Number, 64)
    .option('--temperature <value>', '0 gives the likeliest answer', Number, 0)
    .option('--audit', 'let a verifier see this question, so that the answer can be checked and credited')
    .option('--json', 'one JSON object on standard output')
    .action(async (question: string, flags: Flags) => {
      const commons = await fetchCommons(flags.commons);
      const quiet = flags.json === true;
      const answer = await askGate({
        api: commons.apiUrls[0] as string,
        question,
        model: flags.model,
        maxTokens: flags.maxTokens,
        temperature: flags.temperature,
        audit: flags.audit === true,
        onText: (text) => void (quiet || process.stdout.write(text)),
      });
      if (!quiet) process.stdout.write('\n\n');
      print(quiet ? { text: answer.text, ...answer.tilth } : answer.tilth, quiet);
    });
}
