import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Client } from '../../client/createClient.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { parseLanguage } from '../../protocol/manifest/language.ts';
import { parseRegister } from '../../protocol/manifest/register.ts';
import { MAX_TEXT_BYTES, normalise } from '../../protocol/manifest/text.ts';
import { isLowering, parseTier, TIERS, type Tier } from '../../protocol/manifest/tier.ts';
import { plain } from '../../protocol/plain.ts';
import { agree, openTerminal } from './agree.ts';
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
  readonly iAgree?: string;
  readonly overPlainHttp?: boolean;
  readonly wait?: boolean;
};
type TierFlags = Flags & Pick<AddFlags, 'iAgree'>;
type WithdrawFlags = Flags & { readonly bundle?: string };

const ANCHOR_MS = 60_000;
const AGREED = [
  '--i-agree <digest>',
  'the digest of the notice, where nobody can be asked; without it the notice is shown',
] as const;

/** `tilth deposit FILE`, `tilth deposit show|receipt|read|tier|withdraw ID`, `tilth deposit dispute RECEIPT`. */
export function addDeposit(program: Command): void {
  const deposit = program.command('deposit').description('contribute a text, look at it, withdraw it');
  actsInCommons(deposit.command('add <file>', { isDefault: true }))
    .description('deposit a text file: read the notice, encrypt, sign, hand it to a gate')
    .requiredOption('--register <register>', 'kind of text, such as narrative')
    .requiredOption('--tier <tier>', 'consent tier, such as public or training-only')
    .option('--language <tag>', 'BCP 47 language tag, such as en, zh-Hant-TW or en-x-dialect', 'und')
    .option('--label <text>', 'a public name that stays in the log for ever; empty unless given', '')
    .option(...AGREED)
    .option('--over-plain-http', 'hand key and text to a gate on another machine without https')
    .option('--wait', 'wait for the anchor and verify the proof')
    .action(addOne);
  looksAtCommons(deposit.command('show <id>'))
    .description('where a deposit stands, what is allowed now, and to whom its key was given')
    .action(async (id: string, flags: CommonsFlags) => {
      const commons = await openCommons(flags);
      const [shown, { total, releases }] = await Promise.all([commons.read({ id }), commons.releases({ id })]);
      const none = shown.withdrawn && flags.json !== true ? { tier: 'none: it was withdrawn' } : {};
      print({ ...shown, ...none, keyReleases: total, releases }, flags.json === true);
    });
  actsInCommons(deposit.command('read <id>'))
    .description('the text of a public deposit, or of your own with --as or --key-file')
    .action(readOne);
  looksAtCommons(deposit.command('receipt <id>'))
    .description('the receipt of a deposit, to keep and to check')
    .action(async (id: string, flags: CommonsFlags) => {
      print(await (await openCommons(flags)).receipt({ id }), flags.json === true);
    });
  actsInCommons(deposit.command('tier <id> <tier>'))
    .description('change what may be done with a deposit from now on; what allows more is agreed to first')
    .option(...AGREED)
    .action(async (id: string, word: string, flags: TierFlags) => {
      const tier = parseTier(word);
      const commons = await enterCommons(flags);
      await agreeToMore(commons, { ids: [id], tier, agreed: flags.iAgree });
      print(await commons.tier({ id, tier }), flags.json === true);
    });
  actsInCommons(deposit.command('withdraw <id>'))
    .description('withdraw a deposit for good')
    .option('--bundle <file>', 'save the proofs: the record on chain, and what each gate signs that it holds no longer')
    .action(withdrawOne);
  const ids = several(text('<ids>', 'sub: identifiers'));
  const newTier = { name: '<tier>', text: 'the new tier', parse: parseTier };
  acts<[typeof newTier, typeof ids], TierFlags>(deposit, {
    name: 'tier-many',
    text: 'change what may be done with many deposits, in one transaction',
    words: [newTier, ids],
    run: async (commons, [tier, them], { iAgree }) => {
      await agreeToMore(commons, { ids: them, tier, agreed: iAgree });
      return told(await commons.consents.changeTiers({ ids: them, tier }));
    },
  }).option(...AGREED);
  acts(deposit, {
    name: 'withdraw-many',
    text: 'withdraw many deposits for good, in one transaction',
    words: [ids],
    run: async (commons, [them]) => told(await commons.consents.withdraw({ ids: them })),
  });
  addDispute(deposit);
}

/** What allows more than before is agreed to as a deposit is; what allows less is only signed. @throws NotAgreedError */
async function agreeToMore(
  commons: Client,
  { ids, tier, agreed }: { readonly ids: readonly string[]; readonly tier: Tier; readonly agreed: string | undefined },
): Promise<void> {
  if (TIERS.every((from) => from === tier || isLowering(from, tier))) return;
  for (const id of ids) {
    const { tier: now } = await commons.read({ id });
    if (now === tier || isLowering(now, tier)) continue;
    await agree({ tier, agreed, terminal: openTerminal() });
    return;
  }
}

/** A batch of which something was left out is a failure, though the rest of it stands. */
function told<T extends { readonly skipped: readonly unknown[] }>(taken: T): T {
  if (taken.skipped.length > 0) process.exitCode = 1;
  return taken;
}

async function addOne(file: string, flags: AddFlags): Promise<void> {
  const language = parseLanguage(flags.language);
  const register = parseRegister(flags.register);
  const tier = parseTier(flags.tier);
  const text = normalise(readText(file));
  const rights = await agree({ tier, agreed: flags.iAgree, terminal: openTerminal() });
  const commons = await enterCommons(flags);
  const { label, overPlainHttp } = flags;
  const prepared = await commons.prepareDeposit({ text, register, tier, rights, language, label });
  const started = performance.now();
  const { id, receipt: promise, pins } = await commons.sendDeposit(prepared, { overPlainHttp });
  const acceptedMs = Math.round(performance.now() - started);
  const place = `leaf ${promise.index} of log ${promise.logId}, kept by ${pins} nodes, accepted in ${acceptedMs} ms`;
  if (flags.wait !== true)
    return print(flags.json ? { id, acceptedMs, pins, receipt: promise } : { id, place }, flags.json === true);
  const receipt = await commons.receipt({ id, awaitAnchorMs: ANCHOR_MS });
  const { ok: verified, reason } = await commons.verify(receipt, { id });
  const whole = { id, acceptedMs, pins, receipt, verified, reason };
  print(flags.json ? whole : { id, place, verified, reason }, flags.json === true);
  if (!verified) process.exitCode = 1;
}

async function readOne(id: string, flags: Flags): Promise<void> {
  const asContributor = flags.as !== undefined || flags.keyFile !== undefined;
  const commons = await (asContributor ? enterCommons(flags) : openCommons(flags));
  const text = await commons.readText({ id, asContributor });
  if (flags.json === true) return print({ id, text }, true);
  process.stdout.write(plain(text));
}

async function withdrawOne(id: string, { bundle, ...flags }: WithdrawFlags): Promise<void> {
  const commons = await enterCommons(flags);
  const withdrawn = await commons.withdraw({ id });
  if (bundle) writeFileSync(bundle, `${JSON.stringify(await commons.withdrawalProofs({ id }), null, 2)}\n`);
  print({ ...withdrawn, ...(bundle && { bundle }) }, flags.json === true);
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
