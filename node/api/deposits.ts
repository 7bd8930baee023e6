import { Hono } from 'hono';
import { contributorAccount } from '../../protocol/blocks/core.ts';
import {
  type DepositAnswer,
  depositBody,
  PLAIN_TEXT,
  type ReleasesAnswer,
  SEALED_TEXT,
  type ShownDeposit,
  type ShownTombstone,
  type TierAnswer,
  tierBody,
  type WithdrawAnswer,
  withdrawBody,
} from '../../protocol/http/deposits.ts';
import { parseReadRequest, type ShownReadRequest } from '../../protocol/http/session.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import type { Acceptance } from '../deposits/accept.ts';
import type { SignedTierChange } from '../deposits/changeTier.ts';
import type { ConsentInForce } from '../deposits/consentFold.ts';
import type { Receipts } from '../deposits/depositReceipts.ts';
import type { Manifest, Submission } from '../deposits/intake.ts';
import type { FindManifest } from '../deposits/manifests.ts';
import type { ReadText } from '../deposits/readText.ts';
import type { Tombstones } from '../deposits/tombstones.ts';
import type { Withdrawals } from '../deposits/withdraw.ts';
import type { DepositJournal, DepositRecord } from '../journal/deposits.ts';
import { ApiError, readBody } from './errors.ts';

export type DepositRouteComponents = {
  readonly accept: (submission: Submission) => Promise<Acceptance>;
  readonly find: (id: string) => DepositRecord | null;
  readonly findManifest: FindManifest;
  readonly receipt: Receipts;
  readonly isAnchored: (record: DepositRecord) => boolean;
  readonly consent: Pick<ConsentInForce, 'refresh' | 'tierOf' | 'withdrawalOf'>;
  readonly withdraw: Withdrawals['relay'];
  readonly changeTier: (manifest: Manifest, change: SignedTierChange) => Promise<`0x${string}`>;
  readonly tombstone: Tombstones;
  readonly releases: DepositJournal['releases'];
  readonly readText: (manifest: Manifest, request: ShownReadRequest | null) => Promise<ReadText>;
  readonly logId: number;
  /** Refuses new deposits while our log cannot be anchored. */
  readonly assertOpen: () => void;
};

/** Releases that are shown of one deposit. */
const NEWEST_RELEASES = 200;

const REFUSALS = { withdrawn: 410, withheld: 403, 'bad-request': 401 } as const;

/** Routes to deposit a text, look at a deposit, read it, and decide about it. */
export function createDepositRoutes(options: DepositRouteComponents): Hono {
  const { consent } = options;
  const routes = new Hono();
  const find = (id: string): DepositRecord => {
    fromDepositId(id);
    const record = options.find(id);
    if (!record)
      throw new ApiError(404, 'unknown-deposit', 'This node has not accepted this deposit.', { values: { id } });
    return record;
  };
  /** The manifest of any deposit: the chain decides about it, whichever gate is asked. */
  const findManifest = async (id: string): Promise<Manifest> => {
    const manifest = await options.findManifest(id);
    if (manifest) return manifest;
    throw new ApiError(404, 'unknown-deposit', 'No node gives the manifest of this deposit.', { values: { id } });
  };
  const bury = async (manifest: Manifest): Promise<ShownTombstone> => {
    const tombstone = await options.tombstone(manifest);
    if (tombstone) return tombstone;
    throw new ApiError(409, 'not-withdrawn', 'This deposit is not withdrawn.', { values: { id: manifest.id } });
  };

  routes.post('/v1/deposits', async (context) => {
    options.assertOpen();
    const { record, isNew, pins } = await options.accept(await readBody(context, depositBody));
    const receipt = await options.receipt(record);
    const answer: DepositAnswer = { id: record.id, receipt, pins };
    return context.json(answer, isNew ? 201 : 200);
  });
  routes.get('/v1/deposits/:id', async (context) => {
    const record = find(context.req.param('id'));
    const manifest = await findManifest(record.id);
    const { ciphertext: _, acceptedAt: __, deadline: ___, tier: signedTier, ...shown } = record;
    const tombstone = await options.tombstone(manifest);
    const answer: ShownDeposit = {
      ...shown,
      tier: consent.tierOf(record.id, manifest.core),
      signedTier,
      withdrawn: record.withdrawn || tombstone !== null,
      logId: options.logId,
      anchored: options.isAnchored(record),
      tombstone,
    };
    return context.json(answer);
  });
  routes.get('/v1/deposits/:id/receipt', async (context) =>
    context.json(await options.receipt(find(context.req.param('id')))),
  );
  routes.get('/v1/deposits/:id/releases', (context) => {
    const { id } = find(context.req.param('id'));
    const { total, newest } = options.releases(id, NEWEST_RELEASES);
    const releases = newest.map(({ at, purpose, requester, warrant }) => ({ at, purpose, requester, warrant }));
    return context.json({ id, total, releases } satisfies ReleasesAnswer);
  });
  routes.get('/v1/deposits/:id/text', async (context) => {
    const request = parseReadRequest(context.req.header('authorization'));
    if (request === undefined)
      throw new ApiError(400, 'bad-request', 'The read request in this header cannot be read.');
    const manifest = await findManifest(find(context.req.param('id')).id);
    const read = await options.readText(manifest, request);
    if ('refusal' in read) {
      const { refusal, reason } = read;
      throw new ApiError(REFUSALS[refusal], refusal, `The text is not given: ${reason}.`);
    }
    const [body, type] = 'sealed' in read ? [read.sealed, SEALED_TEXT] : [read.text, PLAIN_TEXT];
    return context.body(body, 200, {
      'content-type': type,
      'cache-control': 'no-store',
      // It is a stranger's words at our address: nothing in it may act.
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
  });
  routes.post('/v1/deposits/:id/withdraw', async (context) => {
    const { signature } = await readBody(context, withdrawBody);
    const manifest = await findManifest(context.req.param('id'));
    await consent.refresh();
    if (!consent.withdrawalOf(manifest.id, contributorAccount(manifest.core))) {
      await options.withdraw(manifest, signature);
      await consent.refresh();
    }
    const tombstone = await bury(manifest);
    const { transaction } = tombstone;
    return context.json({ id: manifest.id, withdrawn: true, transaction, tombstone } satisfies WithdrawAnswer);
  });
  routes.get('/v1/deposits/:id/tombstone', async (context) => {
    const manifest = await findManifest(context.req.param('id'));
    await consent.refresh();
    return context.json(await bury(manifest));
  });
  routes.post('/v1/deposits/:id/tier', async (context) => {
    const { tier, nonce, signature } = await readBody(context, tierBody);
    const manifest = await findManifest(context.req.param('id'));
    const transaction = await options.changeTier(manifest, { tier, nonce: BigInt(nonce), signature });
    await consent.refresh();
    return context.json({ id: manifest.id, tier, transaction } satisfies TierAnswer);
  });
  return routes;
}
