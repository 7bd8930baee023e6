import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { type DecoderConfig, decoderConfigSchema, type Parameters, parameterShapes } from '../decoder/parameters.ts';
import type { TokenizerFile } from '../decoder/tokenizer.ts';
import { decodeSafetensors, type SafetensorsFile } from '../safetensors/safetensors.ts';

/** The folder of the base that ships with the repository. */
export const baseDirectory: string = join(import.meta.dirname, '../../../assets/base');

type Hex = `0x${string}`;

/** A base decoder in memory: what every adapter is trained over and every expert of this kind serves. */
export type BaseModel = {
  readonly config: DecoderConfig;
  readonly parameters: Parameters;
  readonly tokenizerJson: TokenizerFile;
  readonly tokenizerConfig: object;
  /** sha256 of the weights file. */
  readonly weightsHash: Hex;
  /** sha256 of the tokenizer file. */
  readonly tokenizerHash: Hex;
};

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const configSchema = decoderConfigSchema.extend({ weights_sha256: digest, tokenizer_sha256: digest });
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.number().int() })),
  model: z.looseObject({ vocab: z.record(z.string(), z.number().int()) }),
});

/** Loads the base that ships with the repository, or another from a folder of the same form. */
export async function loadBase(directory: string = baseDirectory): Promise<BaseModel> {
  const configFile = configSchema.safeParse(parseJson(await read(directory, 'config.json'), 'config.json'));
  if (!configFile.success) throw new BaseModelError('config.json', 'it has the wrong form', configFile.error);
  const { weights_sha256, tokenizer_sha256, ...config } = configFile.data;
  const weights = await readChecked(directory, 'weights.safetensors', weights_sha256);
  const tokenizer = await readChecked(directory, 'tokenizer.json', tokenizer_sha256);
  const tokenizerJson = tokenizerSchema.safeParse(parseJson(tokenizer, 'tokenizer.json'));
  if (!tokenizerJson.success) throw new BaseModelError('tokenizer.json', 'it has the wrong form', tokenizerJson.error);
  const tokenizerConfig = parseJson(await read(directory, 'tokenizer_config.json'), 'tokenizer_config.json');
  return {
    config,
    parameters: toParameters(config, weights),
    tokenizerJson: tokenizerJson.data,
    tokenizerConfig: z.looseObject({}).parse(tokenizerConfig),
    weightsHash: `0x${weights_sha256}`,
    tokenizerHash: `0x${tokenizer_sha256}`,
  };
}

async function read(directory: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(join(directory, file));
  } catch (cause) {
    throw new BaseModelError(file, 'it cannot be read', cause);
  }
}

async function readChecked(directory: string, file: string, expected: string): Promise<Uint8Array> {
  const bytes = await read(directory, file);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== expected) throw new BaseModelError(file, `its sha256 is ${found}, expected ${expected}`);
  return bytes;
}

function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new BaseModelError(file, 'it is not JSON', cause);
  }
}

function toParameters(config: DecoderConfig, weights: Uint8Array): Parameters {
  let file: SafetensorsFile;
  try {
    file = decodeSafetensors(weights);
  } catch (cause) {
    throw new BaseModelError('weights.safetensors', 'it is malformed', cause);
  }
  const parameters = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(config)) {
    const tensor = file.tensors.get(name);
    if (tensor?.shape.join() !== shape.join())
      throw new BaseModelError('weights.safetensors', `${name} is missing or misshapen`);
    parameters.set(name, tensor.data);
  }
  return parameters;
}

/** The base model's folder cannot be used. */
export class BaseModelError extends BaseError {
  override readonly name = 'BaseModelError';
  override readonly kind = 'invalid';
  constructor(file: string, reason: string, cause?: unknown) {
    super(`The base model cannot be loaded from ${file}: ${reason}.`, {
      values: { file },
      hint: 'Restore assets/base from the repository, or run scripts/tools/trainBase.ts.',
      cause,
    });
  }
}

/** The base model's card, as it lies beside the weights; its CID is the base's uri on chain. */
export function readBaseCard(directory: string = baseDirectory): Promise<Uint8Array> {
  return readFile(join(directory, 'README.md'));
}
