import { servePins } from '../deposits/servePins.ts';
import type { Ports } from '../ports.ts';

/** Joins the pinner: it keeps copies of blocks for other operators, so much for each. */
export async function joinPinner({ config, network, storage, journal, pins, members, views }: Ports): Promise<void> {
  const { isWithdrawn } = views.consents;
  const operatorOf = async (peerId: string) => (await members.operatorOfPeer(peerId))?.operatorId ?? 0;
  await servePins({ network, storage, journal, pins, operatorOf, isWithdrawn, limits: config.pinBytes });
}
