import type { Command } from 'commander';
import { readHeads, readLeaves } from '../../audit/readLog.ts';
import { createSource } from '../../audit/source.ts';
import type { Client } from '../../client/createClient.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import { hashLeaf } from '../../protocol/merkle/tree.ts';
import { type DepositReceipt, depositReceiptSchema } from '../../protocol/receipts/depositReceipt.ts';
import { acts } from './verb.ts';
import { readFileAs, text } from './words.ts';

/** `tilth deposit dispute RECEIPT [OTHER]`: proves on chain that a log broke the word of its receipts. */
export function addDispute(deposit: Command): void {
  const mine = text('<receipt>', 'file of "tilth deposit receipt"');
  const other = text('[other]', 'receipt of another deposit at the same place; without it the published log is read');
  acts(deposit, {
    name: 'dispute',
    text: 'prove that a log gave the place of a deposit to another, which closes the log and costs its operator',
    words: [mine, other],
    run: async (commons, [file, second]) => {
      const receipt = readReceipt(file);
      if (second === undefined) return proveRewrite(commons, receipt);
      const yours = readReceipt(second);
      const agree = yours.logId !== receipt.logId || yours.index !== receipt.index || yours.id === receipt.id;
      if (agree) throw new NoFaultError('the receipts do not contradict each other');
      return commons.logFaults.equivocation([receipt, yours]);
    },
  });
}

/** Compares a receipt with the log as it is published now. @throws NoFaultError when the log keeps its word */
async function proveRewrite(commons: Client, receipt: DepositReceipt) {
  const { rpcUrl, contracts, apiUrls: gateways } = commons.endpoints;
  const { logId, index, id } = receipt;
  const source = createSource({ rpcUrl, contracts, gateways });
  const heads = await readHeads(source, { logId });
  const head = heads.at(-1);
  if (!head || head.size <= index) throw new NoFaultError('the log has not anchored this place yet');
  const { leaves, log } = await readLeaves(source, { logId, heads });
  const [own, found] = [hashLeaf(fromDepositId(id).bytes), hashLeaf(leaves[index]?.cid.bytes ?? new Uint8Array())];
  if (own === found) throw new NoFaultError('the log holds this deposit at its place');
  return commons.logFaults.rewrite(receipt, own, { head, leafHash: found, path: log.inclusion(index) });
}

/** A receipt that was kept as a file. */
export function readReceipt(file: string): DepositReceipt {
  const hint = 'Make one with "tilth deposit receipt ID --json".';
  return readFileAs(file, depositReceiptSchema, { what: 'receipt of a deposit', hint });
}

/** A log did nothing that its receipts forbid. */
export class NoFaultError extends BaseError {
  override readonly name = 'NoFaultError';
  override readonly kind = 'refused';
  constructor(reason: string) {
    super(`There is nothing to prove: ${reason}.`);
  }
}
