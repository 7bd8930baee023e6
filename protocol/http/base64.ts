import { z } from 'zod';

/** Characters that one call of `String.fromCharCode` takes without running out of stack. */
const STRIDE = 0x8000;

/** Bytes as base64 text in JSON, at most `maxBytes` of them; a codec, so that both sides share one rule. */
export function base64(maxBytes: number) {
  const text = z
    .string()
    .max(Math.ceil(maxBytes / 3) * 4)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64');
  return z.codec(text, z.instanceof(Uint8Array<ArrayBuffer>), {
    decode: (value, context) => {
      try {
        return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
      } catch {
        context.issues.push({ code: 'invalid_format', format: 'base64', input: value, message: 'must be base64' });
        return z.NEVER;
      }
    },
    encode: toBase64,
  });
}

/** Exactly so many bytes as base64 text. */
export function base64Of(bytes: number) {
  return base64(bytes).refine((it) => it.byteLength === bytes, `must be ${bytes} bytes`);
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += STRIDE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + STRIDE));
  }
  return btoa(binary);
}
