import { type Address, type Hex, isAddressEqual, recoverMessageAddress } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { hashGenesis } from './genesis/hash.ts';
import { isLocal } from './genesis/profile.ts';
import type { Genesis } from './genesis/shape.ts';
import type { Provider } from './hardhat.ts';

/** Signatures by account: each says, by the text of `nonceOf`, that somebody holds it. */
export type Signatures = Readonly<Record<string, Hex>>;

/** What the holder of an attester's or a guardian's account signs (EIP-191), for this genesis and this chain only. */
export function nonceOf(genesis: Genesis, chainId: number): string {
  return `I hold this account and take my part in the Tilth commons ${hashGenesis(genesis)} on chain ${chainId}.`;
}

/**
 * Refuses a public deployment whose attesters or guardians are placeholders: each must be a contract, or have signed.
 * @throws UnheldAccountError
 */
export async function assertHeld(
  provider: Provider,
  { genesis, chainId, signatures = {} }: { genesis: Genesis; chainId: number; signatures?: Signatures | undefined },
): Promise<void> {
  if (isLocal(chainId)) return;
  const message = nonceOf(genesis, chainId);
  const signed = new Map(Object.entries(signatures).map(([account, it]) => [account.toLowerCase(), it]));
  const unheld: Address[] = [];
  for (const account of [...genesis.attesters.accounts, ...genesis.guardian.accounts]) {
    const code = (await provider.request({ method: 'eth_getCode', params: [account, 'latest'] })) as Hex;
    if (code !== '0x' || (await isSigned(account, message, signed.get(account.toLowerCase())))) continue;
    unheld.push(account);
  }
  if (unheld.length > 0) throw new UnheldAccountError(unheld, message);
}

async function isSigned(account: Address, message: string, signature: Hex | undefined): Promise<boolean> {
  if (signature === undefined) return false;
  try {
    return isAddressEqual(await recoverMessageAddress({ message, signature }), account);
  } catch {
    // Bytes that are no signature are nobody's.
    return false;
  }
}

export class UnheldAccountError extends BaseError {
  override readonly name = 'UnheldAccountError';
  override readonly kind = 'invalid';
  constructor(accounts: readonly Address[], message: string) {
    super('Some attesters or guardians of the genesis are nobody: they have no code and signed nothing.', {
      values: { accounts: accounts.join(', '), message },
      hint: 'Let each sign the message (personal_sign), and name the file {"0xACCOUNT": "0xSIGNATURE"} with --signatures.',
    });
  }
}
