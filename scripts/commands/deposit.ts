import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Commons, contractOf, fetchCommons } from '../../client/commons.ts';
import { fetchDepositReceipt, prepareDeposit, sendDeposit } from '../../client/deposit.ts';
import { callGate } from '../../client/http.ts';
import { poll } from '../../client/poll.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { MAX_TEXT_BYTES, normalise } from '../../protocol/manifest/normalise.ts';
import { parseRegister } from '../../protocol/manifest/register.ts';
import { parseTier } from '../../protocol/manifest/tier.ts';
import { verifyDepositReceipt } from '../../protocol/receipts/verifyDepositReceipt.ts';
import { withdrawalTypedData } from '../../protocol/typedData/withdrawal.ts';
import { type AccountFlags, accountFor } from './account.ts';
import { print } from './output.ts';

type Flags = AccountFlags & {
  readonly commons: string;
  readonly register: string;
  readonly tier: string;
  readonly language: string;
  readonly label: string;
  readonly wait?: boolean;
  readonly json?: boolean;
};

/** `tilth deposit FILE`, `tilth deposit show|withdraw ID`. */
export function addDeposit(program: Command): void {
  const deposit = program.command('deposit').description('contribute a text, look at it, withdraw it');
  withCommons(
    deposit
      .command('add <file>', { isDefault: true })
      .description('deposit a text file: encrypt, sign, hand it to a gate')
      .requiredOption('--register <register>', 'kind of text, such as narrative')
      .requiredOption('--tier <tier>', 'consent tier, such as public or training-only')
      .option('--language <tag>', 'BCP 47 language tag', 'und')
      .option('--label <text>', 'attribution label', '')
      .option('--wait', 'wait for the anchor and verify the proof'),
  ).action((file: string, flags: Flags) => addOne(file, flags));
  withCommons(deposit.command('show <id>').description('where a deposit stands')).action(
    async (id: string, flags: Flags) => {
      const commons = await fetchCommons(flags.commons);
      print(await fromAnyGate(commons, `/v1/deposits/${encodeURIComponent(id)}`), flags.json === true);
    },
  );
  withCommons(deposit.command('withdraw <id>').description('withdraw a deposit for good')).action(withdrawOne);
}

function withCommons(command: Command): Command {
  return command
    .option('--commons <url>', 'page of the commons', 'http://127.0.0.1:7400')
    .option('--as <name>', 'test account of a local commons')
    .option('--key-file <file>', 'encrypted key file')
    .option('--json', 'one JSON object on standard output');
}

async function addOne(file: string, flags: Flags): Promise<void> {
  const register = parseRegister(flags.register);
  const tier = parseTier(flags.tier);
  const text = normalise(readText(file));
  const commons = await fetchCommons(flags.commons);
  const account = await accountFor(commons, flags);
  const label = flags.label || basename(file);
  const { id, body } = await prepareDeposit({
    commons,
    account,
    text,
    register,
    tier,
    language: flags.language,
    label,
  });
  const api = commons.apiUrls[0] as string;
  const started = performance.now();
  const answer = await sendDeposit(api, body);
  const acceptedMs = Math.round(performance.now() - started);
  if (flags.wait !== true)
    return print({ id, acceptedMs, pins: answer.pins, receipt: answer.receipt }, flags.json === true);
  const receipt = await poll({ what: 'the anchor', timeoutMs: 60_000 }, async () => {
    const found = await fetchDepositReceipt(api, id);
    return found.inclusion ? found : null;
  });
  const verdict = await verifyDepositReceipt(receipt, commons.rpcUrl);
  print(
    { id, acceptedMs, pins: answer.pins, receipt, verified: verdict.ok, reason: verdict.reason },
    flags.json === true,
  );
  if (!verdict.ok) process.exitCode = 1;
}

async function withdrawOne(id: string, flags: Flags): Promise<void> {
  const commons = await fetchCommons(flags.commons);
  const account = await accountFor(commons, flags);
  const consentRegistry = contractOf(commons, 'consentRegistry');
  const signature = await account.signTypedData(
    withdrawalTypedData({
      chainId: commons.chainId,
      consentRegistry,
      deposit: depositKey(id),
      depositor: account.address,
    }),
  );
  const path = `/v1/deposits/${encodeURIComponent(id)}/withdraw`;
  print(await fromAnyGate(commons, path, { signature }), flags.json === true);
}

/** Asks each gate in turn: a deposit is known to the gate whose log holds it. */
async function fromAnyGate(commons: Commons, path: string, body?: unknown): Promise<Record<string, unknown>> {
  let refusal: unknown;
  for (const api of commons.apiUrls) {
    try {
      return await callGate<Record<string, unknown>>(
        `${api}${path}`,
        body === undefined ? {} : { method: 'POST', body },
      );
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
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

export class FileRefusedError extends BaseError {
  override readonly name = 'FileRefusedError';
  override readonly kind = 'invalid';
  constructor(file: string, reason: string, cause?: unknown) {
    super(`The file was refused: ${reason}.`, { values: { file }, cause });
  }
}
