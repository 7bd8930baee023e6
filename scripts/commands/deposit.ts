import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { parseRegister } from '../../protocol/manifest/register.ts';
import { MAX_TEXT_BYTES, normalise } from '../../protocol/manifest/text.ts';
import { parseTier } from '../../protocol/manifest/tier.ts';
import {
  type AccountFlags,
  actsInCommons,
  type CommonsFlags,
  enterCommons,
  looksAtCommons,
  openCommons,
  print,
} from './commons.ts';
import { addDispute } from './dispute.ts';
import { acts } from './verb.ts';
import { several, text } from './words.ts';

type Flags = CommonsFlags & AccountFlags;
type AddFlags = Flags & {
  readonly register: string;
  readonly tier: string;
  readonly language: string;
  readonly label: string;
  readonly wait?: boolean;
};

const ANCHOR_MS = 60_000;

/** `tilth deposit FILE`, `tilth deposit show|receipt|tier|withdraw ID`, `tilth deposit dispute RECEIPT`. */
export function addDeposit(program: Command): void {
  const deposit = program.command('deposit').description('contribute a text, look at it, withdraw it');
  actsInCommons(deposit.command('add <file>', { isDefault: true }))
    .description('deposit a text file: encrypt, sign, hand it to a gate')
    .requiredOption('--register <register>', 'kind of text, such as narrative')
    .requiredOption('--tier <tier>', 'consent tier, such as public or training-only')
    .option('--language <tag>', 'BCP 47 language tag', 'und')
    .option('--label <text>', 'attribution label', '')
    .option('--wait', 'wait for the anchor and verify the proof')
    .action(addOne);
  looksAtCommons(deposit.command('show <id>'))
    .description('where a deposit stands')
    .action(async (id: string, flags: CommonsFlags) => {
      print(await (await openCommons(flags)).read({ id }), flags.json === true);
    });
  looksAtCommons(deposit.command('receipt <id>'))
    .description('the receipt of a deposit, to keep and to check')
    .action(async (id: string, flags: CommonsFlags) => {
      print(await (await openCommons(flags)).receipt({ id }), flags.json === true);
    });
  actsInCommons(deposit.command('tier <id> <tier>'))
    .description('change what may be done with a deposit from now on')
    .action(async (id: string, word: string, flags: Flags) => {
      const tier = parseTier(word);
      print({ id, tier, ...(await (await enterCommons(flags)).tier({ id, tier })) }, flags.json === true);
    });
  actsInCommons(deposit.command('withdraw <id>'))
    .description('withdraw a deposit for good')
    .action(async (id: string, flags: Flags) => {
      print(await (await enterCommons(flags)).withdraw({ id }), flags.json === true);
    });
  const ids = several(text('<ids>', 'sub: identifiers'));
  acts(deposit, {
    name: 'tier-many',
    text: 'change what may be done with many deposits, in one transaction',
    words: [{ name: '<tier>', text: 'the new tier', parse: parseTier }, ids],
    run: (commons, [tier, them]) => commons.consents.changeTiers({ ids: them, tier }),
  });
  acts(deposit, {
    name: 'withdraw-many',
    text: 'withdraw many deposits for good, in one transaction',
    words: [ids],
    run: (commons, [them]) => commons.consents.withdraw({ ids: them }),
  });
  addDispute(deposit);
}

async function addOne(file: string, { language, ...flags }: AddFlags): Promise<void> {
  const register = parseRegister(flags.register);
  const tier = parseTier(flags.tier);
  const text = normalise(readText(file));
  const commons = await enterCommons(flags);
  const label = flags.label || basename(file);
  const prepared = await commons.prepareDeposit({ text, register, tier, language, label });
  const started = performance.now();
  const { id, receipt: promise, pins } = await commons.sendDeposit(prepared);
  const acceptedMs = Math.round(performance.now() - started);
  if (flags.wait !== true) return print({ id, acceptedMs, pins, receipt: promise }, flags.json === true);
  const receipt = await commons.receipt({ id, awaitAnchorMs: ANCHOR_MS });
  const { ok, reason } = await commons.verify(receipt, { id });
  print({ id, acceptedMs, pins, receipt, verified: ok, reason }, flags.json === true);
  if (!ok) process.exitCode = 1;
}

function readText(file: string): Uint8Array {
  const { size } = statOf(file);
  if (size > MAX_TEXT_BYTES) throw new FileRefusedError(file, `it has ${size} bytes, the limit is ${MAX_TEXT_BYTES}`);
  return readFileSync(file);
}

function statOf(file: string): { size: number } {
  try {
    return statSync(file);
  } catch (cause) {
    throw new FileRefusedError(file, 'it cannot be read', cause);
  }
}

/** A file cannot be deposited. */
export class FileRefusedError extends BaseError {
  override readonly name = 'FileRefusedError';
  override readonly kind = 'refused';
  constructor(file: string, reason: string, cause?: unknown) {
    super(`The file was refused: ${reason}.`, { values: { file }, cause });
  }
}
