import { base58btc } from 'multiformats/bases/base58';
import { type Hex, hexToBytes } from 'viem';

/** The usual text form of a libp2p peer id whose multihash, or text, stands on chain. */
export function toPeerId(bytes: Hex): string {
  const raw = hexToBytes(bytes);
  const isText = raw.every((byte) => byte > 0x20 && byte < 0x7f);
  return isText ? new TextDecoder().decode(raw) : base58btc.encode(raw).slice(1);
}
