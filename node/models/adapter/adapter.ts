import { z } from 'zod';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import {
  createSeededRandom,
  type DecoderConfig,
  PROJECTIONS,
  type Projection,
  projectionPath,
  projectionShape,
} from '../decoder/parameters.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../safetensors/safetensors.ts';

/** A LoRA adapter over a base decoder. */
export type Adapter = {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly Projection[];
  /** sha256 of the base weights that it was trained over. */
  readonly baseHash: `0x${string}`;
  /** A [rank, in] and B [out, rank] by PEFT name, in the order of `loraShapes`. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
};

/** Throws unless an adapter's tensors are exactly those that a base of this shape can take. */
export function assertAdapterFits(adapter: Adapter, config: DecoderConfig): void {
  const shapes = loraShapes(config, adapter);
  for (const [name, [rows, columns]] of shapes) {
    if (adapter.tensors.get(name)?.length !== rows * columns)
      throw new AdapterError('a tensor does not fit the base', name);
  }
  for (const name of adapter.tensors.keys()) {
    if (!shapes.has(name)) throw new AdapterError('a tensor has no place in the base', name);
  }
}

/** An adapter cannot be used. */
export class AdapterError extends BaseError {
  override readonly name = 'AdapterError';
  override readonly kind = 'invalid';
  constructor(reason: string, tensor?: string, cause?: unknown) {
    super(`This adapter cannot be used: ${reason}.`, {
      values: tensor === undefined ? {} : { tensor },
      hint: 'Use an adapter that was trained over the same base.',
      cause,
    });
  }
}

/** Gives the name of one LoRA factor: `A` [rank, in] or `B` [out, rank], as PEFT stores them. */
export function loraName(path: string, factor: 'A' | 'B'): string {
  return `base_model.model.${path}.lora_${factor}.weight`;
}

/** Lists the LoRA tensors of an adapter with their shapes. */
export function loraShapes(
  config: DecoderConfig,
  { rank, targets }: { readonly rank: number; readonly targets: readonly Projection[] },
): Map<string, readonly [number, number]> {
  const shapes = new Map<string, readonly [number, number]>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const target of targets) {
      const [outputs, inputs] = projectionShape(config, target);
      const path = projectionPath(layer, target);
      shapes.set(loraName(path, 'A'), [rank, inputs]);
      shapes.set(loraName(path, 'B'), [outputs, rank]);
    }
  }
  return shapes;
}

/** Draws the starting values of an adapter: A random, B zero, so that it changes nothing yet. */
export function initialLoraTensors(
  shapes: ReadonlyMap<string, readonly [number, number]>,
  seed: number,
): Map<string, Float32Array> {
  const random = createSeededRandom(seed);
  const tensors = new Map<string, Float32Array>();
  for (const [name, [rows, columns]] of shapes) {
    const isA = name.endsWith('lora_A.weight');
    const draw = isA ? () => random.normal() / Math.sqrt(columns) : () => 0;
    tensors.set(name, Float32Array.from({ length: rows * columns }, draw));
  }
  return tensors;
}

const MAX_RANK = 256;
const NAME = /^base_model\.model\.model\.layers\.\d+\.(?:self_attn|mlp)\.(\w+_proj)\.lora_([AB])\.weight$/;
const projections = Object.keys(PROJECTIONS) as [Projection, ...Projection[]];

/** The fields of PEFT's `adapter_config.json` that we write and read. */
const adapterConfigSchema = z.object({
  peft_type: z.literal('LORA'),
  task_type: z.literal('CAUSAL_LM'),
  base_model_name_or_path: z.string().regex(/^0x[0-9a-f]{64}$/),
  r: z.number().int().min(1).max(MAX_RANK),
  lora_alpha: z.number().positive().max(1e6),
  target_modules: z.array(z.enum(projections)).min(1).max(projections.length),
});

/** The contents of an adapter's `adapter_config.json`, for tools that want it as a file of its own. */
type AdapterConfig = z.infer<typeof adapterConfigSchema>;

/** Describes an adapter in PEFT's terms. */
function toAdapterConfig({ rank, alpha, targets, baseHash }: Adapter): AdapterConfig {
  return {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: baseHash,
    r: rank,
    lora_alpha: alpha,
    target_modules: [...targets],
  };
}

/** Writes an adapter into one safetensors file; equal adapters give equal bytes. */
export function encodeAdapter(adapter: Adapter): Uint8Array {
  const tensors = new Map<string, NamedTensor>();
  for (const [name, data] of adapter.tensors) {
    const other = data.length / adapter.rank;
    const shape = NAME.exec(name)?.[2] === 'A' ? [adapter.rank, other] : [other, adapter.rank];
    tensors.set(name, { shape, data });
  }
  const metadata = { format: 'pt', adapter_config: JSON.stringify(toAdapterConfig(adapter)) };
  return encodeSafetensors({ tensors, metadata }, 'F32');
}

/** Reads an adapter; throws `SafetensorsError` or `AdapterError` for anything malformed. */
export function decodeAdapter(bytes: Uint8Array): Adapter {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const config = parseConfig(metadata.adapter_config);
  const data = new Map<string, Float32Array>();
  for (const [name, tensor] of tensors) {
    assertTensorFits(name, tensor, config);
    data.set(name, tensor.data);
  }
  if (data.size === 0) throw new AdapterError('it holds no tensors');
  return {
    rank: config.r,
    alpha: config.lora_alpha,
    targets: config.target_modules,
    baseHash: config.base_model_name_or_path as `0x${string}`,
    tensors: data,
  };
}

function parseConfig(text: string | undefined): AdapterConfig {
  try {
    return adapterConfigSchema.parse(JSON.parse(text ?? ''));
  } catch (cause) {
    throw new AdapterError('its adapter_config is missing or malformed', undefined, cause);
  }
}

function assertTensorFits(name: string, { shape, data }: NamedTensor, config: AdapterConfig): void {
  const [, target, factor] = NAME.exec(name) ?? [];
  if (!target || !config.target_modules.includes(target as Projection))
    throw new AdapterError('a tensor is not known', name);
  const rank = factor === 'A' ? shape[0] : shape[1];
  if (shape.length !== 2 || rank !== config.r) throw new AdapterError('a tensor does not have the rank', name);
  if (!data.every(Number.isFinite)) throw new AdapterError('a tensor holds a number that is not finite', name);
}
