import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Hex, toHex } from 'viem';
import type { Client } from '../../client/createClient.ts';
import { CHAIN_LENGTH, chainLink } from '../../protocol/work/hashChain.ts';
import type { People, Person } from './people.ts';

/** The node that reveals for each institution. */
const KEEPERS: Readonly<Record<string, string>> = { archive: 'north', library: 'south', school: 'centre' };

/** Whose preimages a node reveals, and where it keeps the secret; null for a node of no institution. */
export function beaconOf(
  { attesters }: People,
  node: string,
): { readonly member: Person; readonly secretFile: string } | null {
  const member = attesters.find(({ name }) => KEEPERS[name] === node);
  return member ? { member, secretFile: 'beacon.secret' } : null;
}

/** Has every institution that is no member of the beacon yet join it with a chain of its own. */
export async function joinBeacon(directory: string, people: People, as: (person: Person) => Client): Promise<void> {
  for (const attester of people.attesters) {
    const { chain, send } = as(attester);
    const args = [attester.account.address] as const;
    const { tip } = await chain.read({ contract: 'beacon', functionName: 'memberOf', args });
    if (BigInt(tip) !== 0n) continue;
    const secret = openSecret(join(directory, 'nodes', KEEPERS[attester.name] ?? attester.name));
    await send({ contract: 'beacon', functionName: 'join', args: [chainLink(secret, CHAIN_LENGTH)] });
  }
}

/** The lowest link of a chain, made on its first use and kept with the node that reveals it. */
function openSecret(directory: string): Hex {
  const file = join(directory, 'beacon.secret');
  mkdirSync(directory, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, toHex(randomBytes(32)), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim() as Hex;
}
