import { BaseError } from '../protocol/errors/BaseError.ts';

type AuditCheck = { readonly name: string; readonly ok: boolean; readonly detail: string };

/** What an audit found: every check up to the first that failed. */
export type AuditReport = {
  readonly ok: boolean;
  /** What agrees, in words that never say more than was checked; or the first difference. */
  readonly reason: string;
  readonly checks: readonly AuditCheck[];
};

/** Notes checks until the first one that fails. */
export type Ledger = {
  readonly note: (name: string, detail: string) => void;
  /** Notes that two values agree. @throws DifferenceError */
  readonly expectEqual: (name: string, values: { readonly expected: unknown; readonly found: unknown }) => void;
};

/** Runs an audit, which gives in words what it found to agree, and reports; whatever it throws becomes the difference. */
export async function writeReport(audit: (ledger: Ledger) => Promise<string>): Promise<AuditReport> {
  const checks: AuditCheck[] = [];
  const note = (name: string, detail: string) => void checks.push({ name, ok: true, detail });
  const expectEqual: Ledger['expectEqual'] = (name, { expected, found }) => {
    if (String(expected) !== String(found)) throw new DifferenceError(name, String(expected), String(found));
    note(name, String(found));
  };
  try {
    return { ok: true, reason: await audit({ note, expectEqual }), checks };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    checks.push({
      name: error instanceof DifferenceError ? error.subject : error.name,
      ok: false,
      detail: error.message,
    });
    return { ok: false, reason: error.message, checks };
  }
}

/** What was claimed is not what comes out. */
export class DifferenceError extends BaseError {
  override readonly name = 'DifferenceError';
  override readonly kind = 'conflict';
  readonly subject: string;
  constructor(subject: string, expected: string, found: string) {
    super(`Different: ${subject}.`, { values: { expected, found } });
    this.subject = subject;
  }
}
