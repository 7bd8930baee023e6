import { bytesToHex } from 'viem';
import { z } from 'zod';
import type { Tier } from '../manifest/tier.ts';
import type { Core } from './core.ts';

/** The provenance units that must travel with a deposit. Plain text only, so that every surface can carry them. */
export const provenanceRecordSchema = z.strictObject({
  /** `sub:` identifier. */
  id: z.string(),
  /** The contributor's account as did:pkh. */
  contributor: z.string(),
  /** The name that outputs must show. */
  label: z.string(),
  register: z.string(),
  tier: z.string(),
  /** Digest of the consent notice that was signed, in hex. */
  consent: z.string(),
  licence: z.string(),
  lineage: z.array(z.strictObject({ kind: z.string(), deposit: z.string() })),
});

/** The provenance units of one deposit. */
export type ProvenanceRecord = z.infer<typeof provenanceRecordSchema>;

/** The units of a deposit, from its CORE and the tier in force. */
export function toProvenanceRecord(id: string, core: Core, tier: Tier = core.tier): ProvenanceRecord {
  return {
    id,
    contributor: core.contributor,
    label: core.label,
    register: core.register,
    tier,
    consent: bytesToHex(core.notice),
    licence: core.licence,
    lineage: core.lineage.map(({ kind, deposit }) => ({ kind, deposit })),
  };
}
