import { setTimeout as sleep } from 'node:timers/promises';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { expect } from 'chai';
import { createNetwork } from '../../../node/network/createNetwork.ts';
import { PeerTimeoutError, PeerUnreachableError } from '../../../node/network/exchanges.ts';
import { ListenError, startHost } from '../../../node/network/host.ts';
import { describe as describeError, type OnTrouble } from '../../../node/trouble.ts';

type Running = ReturnType<typeof createNetwork>;

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (frame: Uint8Array) => new TextDecoder().decode(frame);

async function startNetwork(bootstrap: readonly string[] = [], onTrouble?: OnTrouble): Promise<Running> {
  const host = await startHost({ privateKey: await generateKeyPair('Ed25519'), listen: ['/ip4/127.0.0.1/tcp/0'] });
  return createNetwork({ host, bootstrap, ...(onTrouble ? { onTrouble } : {}) });
}

describe('network', () => {
  let server: Running;
  let client: Running;
  const troubles: string[] = [];

  before(async () => {
    server = await startNetwork([], ({ message, cause }) => troubles.push(`${message}: ${describeError(cause)}`));
    client = await startNetwork(server.multiaddrs());
    while (client.peers().length === 0) await sleep(20);
  });
  after(() => Promise.all([server.stop(), client.stop()]));

  const collect = async (protocol: string, frame: Uint8Array, options = {}) => {
    const frames: string[] = [];
    const call = { protocol, maxBytes: 64 * 1024, ...options };
    for await (const it of client.call(server.peerId, frame, call)) frames.push(text(it));
    return frames;
  };
  const failure = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);

  it('carries a request and the frames of its answer in order, many at a time', async () => {
    await server.handle('/test/echo', { maxBytes: 100 }, async ({ request, reply, peerId }) => {
      expect(peerId).to.equal(client.peerId);
      for (const i of [0, 1, 2]) await reply(bytes(`${text(request)} ${i}`));
    });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => collect('/test/echo', bytes(`n${i}`))));
    answers.forEach((frames, i) => {
      expect(frames).to.deep.equal([`n${i} 0`, `n${i} 1`, `n${i} 2`]);
    });
  });

  it('says that the peer does not answer when nobody serves the protocol', async () => {
    expect(await failure(collect('/test/nobody', bytes('x')))).to.be.instanceOf(PeerUnreachableError);
  });

  it('drops a request over the limit before reading it, and serves the next', async () => {
    await server.handle('/test/small', { maxBytes: 10 }, async ({ reply }) => reply(bytes('ok')));
    expect(await failure(collect('/test/small', new Uint8Array(100_000)))).to.be.instanceOf(PeerUnreachableError);
    expect(await collect('/test/small', bytes('x'))).to.deep.equal(['ok']);
  });

  it('refuses an answer over the limit', async () => {
    await server.handle('/test/large', { maxBytes: 10 }, async ({ reply }) => reply(new Uint8Array(100_000)));
    expect(await failure(collect('/test/large', bytes('x'), { maxBytes: 1000 }))).to.be.instanceOf(
      PeerUnreachableError,
    );
  });

  it('gives up on a peer that stays silent, and tells it', async () => {
    let gone = false;
    await server.handle('/test/silent', { maxBytes: 10 }, async ({ signal }) => {
      signal.addEventListener('abort', () => {
        gone = true;
      });
      await sleep(5000, undefined, { signal }).catch(() => {});
    });
    const started = performance.now();
    expect(await failure(collect('/test/silent', bytes('x'), { firstFrameMs: 200 }))).to.be.instanceOf(
      PeerTimeoutError,
    );
    expect(performance.now() - started).to.be.lessThan(2000);
    for (let i = 0; i < 100 && !gone; i += 1) await sleep(20);
    expect(gone).to.equal(true);
  });

  it('ends only the stream when a handler throws', async () => {
    await server.handle('/test/throws', { maxBytes: 10 }, async () => {
      throw new Error('broken');
    });
    expect(await failure(collect('/test/throws', bytes('x')))).to.be.instanceOf(PeerUnreachableError);
    expect(await collect('/test/echo', bytes('y'))).to.have.length(3);
  });

  it('tells of peers that send garbage and of handlers that fail, and not once for each', async () => {
    troubles.length = 0;
    await server.handle('/test/loud', { maxBytes: 10 }, async () => {
      throw new RangeError('the journal is full');
    });
    await server.handle('/test/tiny', { maxBytes: 10 }, async () => {});
    for (let i = 0; i < 3; i += 1) {
      await failure(collect('/test/loud', bytes('x')));
      await failure(collect('/test/tiny', new Uint8Array(100_000)));
    }
    expect(troubles.filter((it) => it.includes('/test/loud'))).to.deep.equal([
      'serving /test/loud failed: RangeError: the journal is full',
    ]);
    expect(troubles.filter((it) => it.includes('/test/tiny'))).to.have.length(1);
  });

  it("stops at the caller's signal", async () => {
    const reason = new Error('enough');
    const error = await failure(
      collect('/test/silent', bytes('x'), { signal: AbortSignal.any([abortIn(100, reason)]) }),
    );
    expect(error).to.equal(reason);
  });

  it('hands on gossip that is accepted and drops what is refused', async () => {
    const heard: string[] = [];
    await server.subscribe(
      '/test/topic',
      async (message) => text(message.bytes) !== 'bad',
      (message) => heard.push(`${message.peerId === client.peerId} ${text(message.bytes)}`),
    );
    for (let i = 0; i < 100 && !heard.includes('true good 1'); i += 1) {
      await client.publish('/test/topic', bytes('bad'));
      await client.publish('/test/topic', bytes('good 1'));
      await sleep(50);
    }
    expect(heard).to.include('true good 1');
    expect(heard).to.not.include('true bad');
  });

  it('connects again to a configured peer that comes back', async () => {
    const key = await generateKeyPair('Ed25519');
    const first = createNetwork({ host: await startHost({ privateKey: key, listen: ['/ip4/127.0.0.1/tcp/0'] }) });
    const [address] = first.multiaddrs();
    const friend = await startNetwork([address as string]);
    while (!friend.peers().includes(first.peerId)) await sleep(20);
    await first.stop();
    while (friend.peers().includes(first.peerId)) await sleep(20);
    const listen = [(address as string).replace(/\/p2p\/.*/, '')];
    const second = createNetwork({ host: await startHost({ privateKey: key, listen }) });
    while (!friend.peers().includes(first.peerId)) await sleep(50);
    await Promise.all([friend.stop(), second.stop()]);
  });

  it('names the port that is taken', async () => {
    const listen = server.multiaddrs().map((it) => it.replace(/\/p2p\/.*/, ''));
    const port = listen[0]?.split('/').at(-1) as string;
    const error = await failure(startHost({ privateKey: await generateKeyPair('Ed25519'), listen }));
    expect(error).to.be.instanceOf(ListenError);
    expect((error as Error).message).to.include(`port ${port}`);
  });
});

function abortIn(milliseconds: number, reason: Error): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), milliseconds);
  return controller.signal;
}
