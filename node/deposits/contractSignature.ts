import { createHash } from 'node:crypto';
import {
  askContractSignature,
  type ContractSignature,
  isContractConsent,
} from '../../protocol/receipts/contractSignature.ts';
import type { Chain } from '../chain/chain.ts';
import type { ContractAnswers } from '../journal/contractAnswers.ts';
import { within } from '../within.ts';

/** Asks an account that is a contract whether it signed something: now, or as of a block. It throws when the chain cannot say. */
export type AskContract = (signature: ContractSignature, block?: number) => Promise<boolean>;

const WAIT_MS = 10_000;

/** Creates what asks contracts; what one said as of a block is remembered. */
export function createAskContract(
  { client }: { readonly client: Pick<Chain['client'], 'call'> },
  answers: ContractAnswers,
): AskContract {
  const ask = async (signature: ContractSignature, at: { readonly blockNumber?: bigint }): Promise<boolean> => {
    const { data = '0x' } = await within(WAIT_MS, undefined, () =>
      client.call({ data: askContractSignature(signature), ...at }),
    );
    return isContractConsent(data);
  };
  return async (signature, block) => {
    if (block === undefined) return ask(signature, {});
    const question = nameQuestion(signature, block);
    const known = answers.find(question);
    if (known !== null) return known;
    const isSigned = await ask(signature, { blockNumber: BigInt(block) });
    await answers.record(question, isSigned);
    return isSigned;
  };
}

function nameQuestion({ account, digest, signature }: ContractSignature, block: number): string {
  const hash = createHash('sha256').update(`${account.toLowerCase()} ${digest} ${block} `).update(signature);
  return hash.digest('hex');
}
