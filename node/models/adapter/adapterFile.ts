import { z } from 'zod';
import type { Projection } from '../decoder/parameters.ts';
import { PROJECTIONS } from '../decoder/parameters.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../safetensors/safetensors.ts';
import { type Adapter, AdapterError } from './adapter.ts';

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
