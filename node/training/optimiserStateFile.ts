import { z } from 'zod';
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
  SafetensorsError,
} from '../models/safetensors/safetensors.ts';
import type { OptimiserState } from './optimiser.ts';

const stepSchema = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

/** Writes a checkpoint: parameters, optimiser state and step, without loss of a bit. */
export function encodeTrainerState({ step, tensors }: OptimiserState): Uint8Array {
  const named = new Map<string, NamedTensor>();
  for (const [name, data] of tensors) named.set(name, { shape: [data.length], data });
  return encodeSafetensors({ tensors: named, metadata: { step: String(step) } }, 'F32');
}

/** Reads a checkpoint; throws `SafetensorsError` for anything malformed. */
export function decodeTrainerState(bytes: Uint8Array): OptimiserState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const step = stepSchema.safeParse(metadata.step);
  if (!step.success) throw new SafetensorsError('it does not say its step', undefined, step.error);
  return { step: step.data, tensors: new Map([...tensors].map(([name, { data }]) => [name, data])) };
}
