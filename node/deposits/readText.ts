import { type Address, hexToBytes, isAddressEqual, type TypedDataDefinition } from 'viem';
import { contributorAccount } from '../../protocol/blocks/core.ts';
import type { ShownReadRequest } from '../../protocol/http/session.ts';
import { sealText } from '../../protocol/manifest/sealedText.ts';
import { decryptText } from '../../protocol/manifest/text.ts';
import { LONGEST_READ_SECONDS, readRequestTypedData } from '../../protocol/typedData/readRequest.ts';
import type { DepositJournal } from '../journal/deposits.ts';
import type { Storage } from '../storage/storage.ts';
import type { ConsentInForce } from './consentFold.ts';
import type { Manifest } from './intake.ts';
import type { Objection } from './manifests.ts';
import { unlockSecrets } from './secretBox.ts';

type Options = {
  readonly chainId: number;
  readonly consentRegistry: Address;
  readonly deposits: Pick<DepositJournal, 'secrets'>;
  readonly storage: Pick<Storage, 'get'>;
  readonly consent: Pick<ConsentInForce, 'refresh' | 'isWithdrawn'>;
  readonly objection: Objection;
  readonly storageKey: Uint8Array;
  readonly isSignedBy: (account: Address, typed: TypedDataDefinition, signature: `0x${string}`) => Promise<boolean>;
  /** The account that acts now for whoever deposited. */
  readonly speakerOf: (depositor: Address) => Promise<Address>;
  /** Unix seconds. */
  readonly now?: () => number;
};

/** A text, in the clear with its salt for everyone or sealed for its contributor, or why it is not given. */
export type ReadText =
  | { readonly text: string; readonly salt: Uint8Array }
  | { readonly sealed: Uint8Array<ArrayBuffer> }
  | { readonly refusal: 'withdrawn' | 'withheld' | 'bad-request'; readonly reason: string };

/** Creates what opens texts for readers: public ones for anyone, any for its contributor. Consent is asked each time. */
export function createReadText(options: Options) {
  const { deposits, storage, consent, objection, storageKey } = options;

  return async (manifest: Manifest, request: ShownReadRequest | null): Promise<ReadText> => {
    const { id, core } = manifest;
    await consent.refresh();
    const locked = deposits.secrets(id);
    if (!locked || consent.isWithdrawn(id, contributorAccount(core)))
      return { refusal: 'withdrawn', reason: 'withdrawn' };
    if (request) {
      const fault = await faultOf(options, manifest, request);
      if (fault) return { refusal: 'bad-request', reason: fault };
    } else {
      const reason = await objection(manifest, 'reading');
      if (reason) return { refusal: 'withheld', reason };
    }
    const ciphertext = await storage.get(core.ciphertext);
    const { key, salt } = unlockSecrets(storageKey, id, locked);
    const text = await decryptText(new Uint8Array(ciphertext), new Uint8Array(key));
    return request
      ? { sealed: await sealText(text, new Uint8Array(new Uint8Array(hexToBytes(request.sealFor)))) }
      : { text, salt };
  };
}

/** Why a request is not that of the deposit's contributor, now; null when it is. */
async function faultOf(
  options: Options,
  { id, core }: Manifest,
  { reader, sealFor, until, signature }: ShownReadRequest,
): Promise<string | null> {
  const { chainId, consentRegistry } = options;
  const now = options.now?.() ?? Math.floor(Date.now() / 1000);
  if (until <= now) return 'the request has expired';
  if (until > now + LONGEST_READ_SECONDS) return `the request is valid for more than ${LONGEST_READ_SECONDS} s`;
  const request = { manifest: id, reader, sealFor, until: BigInt(until) };
  const typed = readRequestTypedData({ chainId, consentRegistry, request });
  if (!(await options.isSignedBy(reader, typed, signature))) return 'the signature is not valid';
  const speaker = await options.speakerOf(contributorAccount(core));
  return isAddressEqual(reader, speaker) ? null : 'the reader is not its contributor';
}
