import { z } from 'zod';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { findContradictions } from './consistency.ts';
import { findBroken } from './liveness.ts';
import { findBreaches } from './productionBounds.ts';
import { type Genesis, genesisShape } from './shape.ts';

const genesisSchema = genesisShape.superRefine((genesis, context) => {
  const breaches = genesis.profile === 'production' ? findBreaches(genesis) : [];
  const all = [...findContradictions(genesis), ...breaches, ...findBroken(genesis)];
  for (const message of all) context.addIssue({ code: 'custom', message });
});

/** Reads a genesis that came from a file. @throws BadGenesisError */
export function parseGenesis(value: unknown): Genesis {
  const parsed = genesisSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadGenesisError(z.prettifyError(parsed.error).replaceAll('\n', ' '), parsed.error);
}

export class BadGenesisError extends BaseError {
  override readonly name = 'BadGenesisError';
  override readonly kind = 'invalid';
  constructor(reason: string, cause: unknown) {
    super(`The genesis is not valid: ${reason}`, { cause });
  }
}
