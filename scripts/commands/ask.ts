import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Client } from '../../client/createClient.ts';
import { sessionSchema } from '../../client/sessionFile.ts';
import { plain } from '../../protocol/plain.ts';
import { type AccountFlags, actsInCommons, type CommonsFlags, enterCommons, openCommons, print } from './commons.ts';
import { describeAnswer } from './describeAnswer.ts';
import { readFileAs } from './words.ts';

type Flags = CommonsFlags &
  AccountFlags & {
    readonly model: string;
    readonly maxTokens: number;
    readonly temperature: number;
    readonly audit?: boolean;
    readonly session?: string;
  };

/** `tilth ask "..."`: a streamed answer, then who answered and what stands behind it. */
export function addAsk(program: Command): void {
  actsInCommons(program.command('ask <question>'))
    .description('ask through a gate; shows who answered, who disagreed, and which deposits match')
    .option('--model <name>', 'auto, an expert id, or register:narrative', 'auto')
    .option('--max-tokens <count>', 'longest answer', Number, 64)
    .option('--temperature <value>', '0 gives the likeliest answer', Number, 0)
    .option('--audit', 'let verifiers see this question, so that the answer can be checked; experts are not told')
    .option(
      '--session <file>',
      'ask as a member, who is served first up to the floor; the file keeps the session for a day',
    )
    .action(async (question: string, { model, maxTokens, temperature, audit, ...flags }: Flags) => {
      const quiet = flags.json === true;
      const { commons, keep } = await open(flags);
      const answer = await commons.ask({
        question,
        model,
        maxTokens,
        temperature,
        audit: audit === true,
        onText: (text) => void (quiet || process.stdout.write(plain(text))),
      });
      keep();
      if (quiet) print({ text: answer.text, ...answer.tilth }, true);
      else process.stdout.write(`\n\n${plain(describeAnswer(answer.tilth, process.stdout.columns))}\n`);
    });
}

type Opened = { readonly commons: Client; readonly keep: () => void };

/** The commons within the session of a file, which is made when there is none or its time is over. */
async function open(flags: CommonsFlags & AccountFlags & { readonly session?: string }): Promise<Opened> {
  const { session: file } = flags;
  if (file === undefined) return { commons: await openCommons(flags), keep: () => {} };
  const commons = await enterCommons(flags);
  const hint = 'Leave it out, or name a file that is not there yet.';
  const kept = existsSync(file) ? readFileAs(file, sessionSchema, { what: 'session', hint }) : null;
  const isGood = kept?.account === commons.signer?.address && kept !== null && kept.until * 1_000 > Date.now();
  const session = isGood ? kept : await commons.openSession();
  const keep = () => writeFileSync(file, `${JSON.stringify(session)}\n`, { mode: 0o600 });
  return { commons: commons.within(session), keep };
}
