import { expect } from 'chai';
import { createDirectory } from '../../../node/gates/directory.ts';
import { encodeMessage } from '../../../protocol/messages/frame.ts';
import { LEASE_TOPIC, type Lease, leaseMessage } from '../../../protocol/messages/lease.ts';
import { createHub } from './hub.ts';

const ZERO = `0x${'00'.repeat(32)}` as const;
const account = '0x00000000000000000000000000000000000000a1';

describe('createDirectory', () => {
  let now = 1_000_000;
  const expert = (expertId: number): Lease['experts'][number] => ({
    expertId,
    kind: 'decoder',
    domain: 'general',
    manifestHash: ZERO,
    adapterHash: ZERO,
    centroids: [],
    context: null,
  });
  const lease = (changes: Partial<Lease> = {}): Lease => ({
    v: 1,
    sequence: 1,
    expiresAt: now + 3_000,
    operatorId: 7,
    roles: ['expert'],
    multiaddrs: [],
    api: '',
    queue: 0,
    capacity: 1,
    experts: [expert(1), expert(2)],
    ...changes,
  });

  const setUp = async () => {
    const hub = createHub();
    const members = {
      operatorOfPeer: async (peerId: string) => (peerId === 'stranger' ? null : ({ operatorId: 7, account } as const)),
      isExpertOf: async (expertId: number) => expertId !== 2,
    };
    const directory = createDirectory(
      { network: hub.join('gate'), members, now: () => now },
      { beatMs: 1_000, most: 50 },
    );
    await directory.start();
    const send = (peer: string, value: Lease | Uint8Array) =>
      hub.join(peer).publish(LEASE_TOPIC, value instanceof Uint8Array ? value : encodeMessage(leaseMessage, value));
    return { directory, send };
  };

  it('keeps only the experts that the chain lists for the operator', async () => {
    const { directory, send } = await setUp();
    await send('peer', lease());
    expect(directory.candidates().map(({ expertId }) => expertId)).to.deep.equal(['1']);
    expect(directory.candidates()[0]!.account).to.equal(account);
    expect(directory.dropped()['expert-inactive']).to.equal(1);
  });

  it('forgets a node three beats after its last word, and takes it back', async () => {
    const { directory, send } = await setUp();
    await send('peer', lease());
    now += 3_001;
    expect(directory.candidates()).to.deep.equal([]);
    await send('peer', lease({ sequence: 2 }));
    expect(directory.candidates()).to.have.length(1);
  });

  it('drops what is malformed, expired, too far ahead, unbound, of another operator or older than what it has', async () => {
    const { directory, send } = await setUp();
    await send('peer', new Uint8Array([1]));
    await send('peer', lease({ expiresAt: now - 1 }));
    await send('peer', lease({ expiresAt: now + 10 ** 9 }));
    await send('stranger', lease());
    await send('peer', lease({ operatorId: 8 }));
    expect(directory.candidates()).to.deep.equal([]);
    await send('peer', lease({ sequence: 5 }));
    await send('peer', lease({ sequence: 4, experts: [] }));
    expect(directory.candidates()).to.have.length(1);
    expect(directory.dropped()).to.include({ malformed: 1, expired: 2, unbound: 2, stale: 1 });
  });

  it('holds no more leases than it has room for', async () => {
    const { directory, send } = await setUp();
    for (let i = 0; i < 80; i += 1) await send(`peer${i}`, lease());
    expect(directory.leases()).to.have.length.at.most(50);
    expect(directory.dropped().crowded).to.be.at.least(30);
  });
});
