import type { Hash } from 'viem';
import type { EventArgs, EventName, Send, SendName } from '../protocol/abi/calls.ts';
import type { ContractName } from '../protocol/deployment.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import type { Connection } from './connection.ts';
import { send } from './send.ts';

/** What was done on the chain. */
export type Acted = { readonly transaction: Hash };

/** Sends one call and gives its transaction: all that most verbs do. @throws ContractRefusedError, CannotSendError */
export async function act<C extends ContractName, F extends SendName<C>>(
  connection: Connection,
  call: Send<C, F>,
): Promise<Acted> {
  return { transaction: (await send(connection, call)).transactionHash };
}

/**
 * Sends one call and gives what the event of its own transaction tells, such as a number that the contract chose.
 * @throws ContractRefusedError, CannotSendError, EventMissingError
 */
export async function actAndTell<C extends ContractName, F extends SendName<C>, E extends EventName<C>>(
  connection: Connection,
  call: Send<C, F>,
  eventName: E,
): Promise<Acted & { readonly told: EventArgs<C, E> }> {
  const { transaction, events } = await actAndHear(connection, call, eventName);
  const [told] = events;
  if (!told) throw new EventMissingError(eventName, transaction);
  return { transaction, told };
}

/** Sends one call and gives all events of one name in its own transaction. @throws ContractRefusedError, CannotSendError */
export async function actAndHear<C extends ContractName, F extends SendName<C>, E extends EventName<C>>(
  connection: Connection,
  call: Send<C, F>,
  eventName: E,
): Promise<Acted & { readonly events: readonly EventArgs<C, E>[] }> {
  const { transactionHash, blockNumber } = await send(connection, call);
  const { contract } = call;
  const found = await connection.chain.events({ contract, eventName, fromBlock: blockNumber, toBlock: blockNumber });
  const own = found.filter((it) => it.transactionHash === transactionHash);
  return { transaction: transactionHash, events: own.map(({ args }) => args) };
}

/** A transaction went through without the event that it always has. */
export class EventMissingError extends BaseError {
  override readonly name = 'EventMissingError';
  constructor(eventName: string, transaction: Hash) {
    super('The transaction went through and told nothing.', { values: { eventName, transaction } });
  }
}
