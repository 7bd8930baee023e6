import { BaseError } from '../errors/BaseError.ts';

/** The largest text a deposit may hold, in UTF-8 bytes after normalisation. */
export const MAX_TEXT_BYTES = 4 * 1024 * 1024;

/**
 * Turns bytes or a string into the one form that is committed to: UTF-8, Unicode NFC, line feeds, one at the end.
 * @throws TextRefusedError for invalid UTF-8, NUL, an empty or an oversize text
 */
export function normalise(source: string | Uint8Array): string {
  const size = typeof source === 'string' ? source.length : source.byteLength;
  if (size > MAX_TEXT_BYTES)
    throw new TextRefusedError('The text is too large.', { bytes: size, limit: MAX_TEXT_BYTES });
  const raw = typeof source === 'string' ? source : decode(source);
  const text = `${raw
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .normalize('NFC')
    .trim()}\n`;
  if (text === '\n') throw new TextRefusedError('The text is empty.', { bytes: size });
  const nul = text.indexOf('\0');
  if (nul >= 0) throw new TextRefusedError('The text holds a NUL character.', { position: nul });
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)) {
    throw new TextRefusedError('The text holds half of a surrogate pair.', {});
  }
  return text;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TextRefusedError('The text is not valid UTF-8.', { bytes: bytes.byteLength }, cause);
  }
}

/** A text that cannot be deposited. */
export class TextRefusedError extends BaseError {
  override readonly name = 'TextRefusedError';
  override readonly kind = 'invalid';
  constructor(sentence: string, values: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(sentence, { values, cause });
  }
}
