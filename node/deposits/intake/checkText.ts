import type { Core } from '../../../protocol/blocks/core.ts';
import { commitText, DecryptError, decryptText } from '../../../protocol/manifest/encrypt.ts';
import { normalise, TextRefusedError } from '../../../protocol/manifest/normalise.ts';
import { DepositRefusedError } from './refusal.ts';
import type { Submission } from './submission.ts';

/** Opens the text and checks it against the manifest. Returns it for hashing; it is never stored. @throws DepositRefusedError */
export async function checkText(core: Core, submission: Submission): Promise<string> {
  const text = await open(submission);
  assertNormal(text);
  const commitment = await commitText(text, submission.salt);
  if (Buffer.compare(commitment, core.commitment) !== 0) {
    throw new DepositRefusedError('wrong-commitment', 'The text and salt are not what the manifest commits to.');
  }
  const bytes = Buffer.byteLength(text);
  const words = text.trim().split(/\s+/u).length;
  if (bytes !== core.bytes || words !== core.words) {
    throw new DepositRefusedError('wrong-count', 'The manifest counts other words or bytes than the text has.', {
      values: { bytes, words, saidBytes: core.bytes, saidWords: core.words },
    });
  }
  return text;
}

async function open({ ciphertext, key }: Submission): Promise<string> {
  try {
    return await decryptText(ciphertext, key);
  } catch (cause) {
    if (!(cause instanceof DecryptError)) throw cause;
    // A text that decrypts and is not UTF-8 fails in the decoder, one with a wrong key in the cipher.
    const badText = cause.cause instanceof TypeError;
    if (badText) throw new DepositRefusedError('bad-text', 'The text is not valid UTF-8.', { cause });
    throw new DepositRefusedError('wrong-key', cause.message, { cause });
  }
}

function assertNormal(text: string): void {
  try {
    if (normalise(text) === text) return;
  } catch (cause) {
    if (!(cause instanceof TextRefusedError)) throw cause;
    throw new DepositRefusedError('bad-text', cause.message, { cause });
  }
  throw new DepositRefusedError('bad-text', 'The text is not in normal form (UTF-8, NFC, line feeds, one at the end).');
}
