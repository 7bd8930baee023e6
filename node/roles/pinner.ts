import { servePins } from '../deposits/pins.ts';
import type { Ports } from '../ports.ts';

/** Joins the pinner: it keeps copies of blocks for other operators. */
export async function joinPinner({ network, storage, journal, pins, members, views }: Ports): Promise<void> {
  const { isWithdrawn } = views.consents;
  await servePins({ network, storage, journal, pins, isMember: members.isActivePeer, isWithdrawn });
}
