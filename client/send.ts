import { type Abi, encodeFunctionData, type Hash, type TransactionReceipt } from 'viem';
import { loadAbi } from '../protocol/abi/abis.ts';
import type { AnyCall, Send, SendName } from '../protocol/abi/calls.ts';
import type { ContractName } from '../protocol/deployment.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { type Connection, signerOf } from './connection.ts';

/** Sends calls of contracts for one connection. */
export type Sender = <C extends ContractName, F extends SendName<C>>(call: Send<C, F>) => Promise<TransactionReceipt>;

/**
 * Tries a call of a contract, has the signer send it, and waits until the chain took it.
 * @throws ContractRefusedError before anything is sent, when the contract says no
 * @throws TransactionRevertedError, CannotSendError, NoSignerError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.send({ contract: 'modelRegistry', functionName: 'drawSeed', args: [1n] });
 */
export function send<C extends ContractName, F extends SendName<C>>(
  connection: Connection,
  call: Send<C, F>,
): Promise<TransactionReceipt>;
export async function send(connection: Connection, call: AnyCall): Promise<TransactionReceipt> {
  const { address, sendTransaction } = signerOf(connection);
  if (!sendTransaction) throw new CannotSendError();
  const { contract, functionName, args = [], value = 0n } = call;
  const { chain, endpoints } = connection;
  await chain.simulate(call, address);
  const abi: Abi = await loadAbi[contract]();
  const data = encodeFunctionData({ abi, functionName, args });
  const hash = await sendTransaction({ to: endpoints.contracts[contract], data, value }, endpoints).catch(
    async (error: unknown) => {
      // What the rules refuse by now, they name; anything else is the signer's own trouble.
      await chain.simulate(call, address);
      throw error;
    },
  );
  const receipt = await chain.mined(hash);
  if (receipt.status === 'success') return receipt;
  // The state moved between the trial and the block: trying again names the reason.
  await chain.simulate(call, address);
  throw new TransactionRevertedError(functionName, hash);
}

/** The chain took a transaction, and the contract refused it then. */
export class TransactionRevertedError extends BaseError {
  override readonly name = 'TransactionRevertedError';
  override readonly kind = 'refused';
  constructor(functionName: string, transaction: Hash) {
    super('The chain refused the transaction.', {
      values: { functionName, transaction },
      hint: 'The state changed meanwhile. Look again, then try again.',
    });
  }
}

/** The signer signs, and cannot send transactions. */
export class CannotSendError extends BaseError {
  override readonly name = 'CannotSendError';
  override readonly kind = 'forbidden';
  constructor() {
    super('This signer cannot send transactions.', { hint: 'Use one that can, or have what it signs relayed.' });
  }
}
