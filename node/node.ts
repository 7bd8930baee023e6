import type { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { needsDecoder } from './experts/kinds/kinds.ts';
import { offerOf } from './experts/offer.ts';
import { createAnnouncer } from './gates/announce.ts';
import { openPorts, type Ports } from './ports.ts';
import { joinEvery, joinReading } from './roles/every.ts';

/** A running node. */
export type Node = {
  readonly peerId: string;
  readonly multiaddrs: readonly string[];
  /** URL of its HTTP API, or null when it has none. */
  readonly api: string | null;
  readonly stop: () => Promise<void>;
};

/** Builds a node from its configuration: opens the ports, then joins its roles; each is loaded only where it is held. */
export async function createNode(config: Config, log: Logger): Promise<Node> {
  const ports = await openPorts(config, log);
  const stops = [ports.close];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  const started = <T extends { readonly stop: () => Promise<void> }>(part: T): T => {
    stops.push(part.stop);
    return part;
  };
  const has = (role: Config['roles'][number]) => config.roles.includes(role);

  try {
    const every = started(await joinEvery(ports));
    const logs = has('log') ? started(await (await import('./roles/log.ts')).joinLog(ports, every)) : null;
    if (has('pinner')) await (await import('./roles/pinner.ts')).joinPinner(ports);

    const reading = joinReading(ports, every, logs?.release ?? null);
    const runsDecoder = has('verifier') || (has('expert') && needsDecoder(config.experts));
    const decoder = runsDecoder ? started(await (await import('./roles/decoder.ts')).joinDecoder(ports)) : null;
    const parts = { ...reading, decoder };
    const experts = has('expert')
      ? started(await (await import('./roles/expert.ts')).joinExperts(ports, every, parts))
      : null;
    if (has('verifier')) started(await (await import('./roles/verifier.ts')).joinVerifier(ports, every, parts));
    if (has('trainer')) started(await (await import('./roles/trainer.ts')).joinTrainer(ports, every, reading));

    const gate = has('gate') ? started(await (await import('./roles/gate.ts')).joinGate(ports, every, experts)) : null;
    const routes = [...every.routes, ...(logs?.routes ?? []), ...(gate?.routes ?? [])];
    const server = config.api ? started(await startApi(ports, config.api, routes)) : null;

    const { network, onTrouble } = ports;
    const announcer = createAnnouncer(
      {
        ...{ network, onTrouble, directory: every.directory },
        describe: () => ({
          operatorId: every.operatorId,
          roles: config.roles,
          multiaddrs: network.multiaddrs().slice(0, 8),
          api: server?.url ?? '',
          ...offerOf(experts?.server),
        }),
      },
      { beatMs: config.beatMs },
    );
    announcer.start();
    started(announcer);
    experts?.keep(announcer.announce);
    return { peerId: network.peerId, multiaddrs: network.multiaddrs(), api: server?.url ?? null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startApi({ onTrouble }: Ports, api: NonNullable<Config['api']>, routes: readonly Hono[]) {
  const { startServer } = await import('./api/server.ts');
  return startServer({ ...api, routes, onTrouble });
}
