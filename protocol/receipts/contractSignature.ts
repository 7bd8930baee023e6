import { type Address, bytesToHex, concatHex, encodeFunctionData, type Hex, parseAbi } from 'viem';

/** A signature that only the account's own contract can judge (ERC-1271). */
export type ContractSignature = { readonly account: Address; readonly digest: Hex; readonly signature: Uint8Array };

const abi = parseAbi(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)']);
/** What the contract's word and ours are when it signed: true, and ERC-1271's value. */
const CONSENT: Hex = `0x${'1'.padStart(64, '0')}${'1626ba7e'.padEnd(64, '0')}`;

/** Enough for a passkey checked in Solidity, as contracts grant it on chain (`BoundedSignatures`): 300,000. */
const WALLET_GAS = '0493e0';

/** Bytes of the code before the question. */
const LENGTH = '36';

/**
 * Code for an `eth_call` without a receiver that asks an account's contract for its word. It ends well whatever the contract
 * does, so that an error means that the chain cannot say, never that the account did not sign.
 */
export function askContractSignature({ account, digest, signature }: ContractSignature): Hex {
  const args = [digest, bytesToHex(signature)] as const;
  const question = encodeFunctionData({ abi, functionName: 'isValidSignature', args });
  const code = [
    ...['60', LENGTH, '3803', '80', '60', LENGTH, '5f39'], // size := codesize - LENGTH; codecopy(0, LENGTH, size)
    // The answer goes to fresh memory: the question begins with the word of consent, and some accounts answer nothing.
    ...['6020', '81602001', '825f', '73', account.slice(2), '62', WALLET_GAS, 'fa'], // staticcall(.., 0, size, size + 32, 32)
    ...['601f3d1116', '8152'], // mstore(size, and(success, gt(returndatasize, 31)))
    '604090f3', // return(size, 64)
  ].join('');
  return concatHex([`0x${code}`, question]);
}

/** Whether the answer to the question is that the account signed. */
export function isContractConsent(answer: Hex): boolean {
  return answer === CONSENT;
}
