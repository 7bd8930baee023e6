import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';

const pid = z.int().min(2);
const recorded = z.object({ owner: pid, children: z.array(z.object({ name: z.string(), pid })) });

type Recorded = z.infer<typeof recorded>;
type Child = Recorded['children'][number];

/**
 * Remembers the processes of this commons on disk, so that a `tilth up` after a kill -9 can end the ones left over.
 * A recorded id is only trusted while the process still carries this directory in its command line.
 */
export async function claimDirectory(
  directory: string,
): Promise<{ record: (children: readonly Child[]) => void; release: () => void }> {
  const file = join(directory, 'processes.json');
  const before = readRecord(file);
  if (before) {
    if (before.owner !== process.pid && isOurs(before.owner, 'tilth'))
      throw new AlreadyRunningError(directory, before.owner);
    for (const child of before.children) await endLeftOver(child.pid, directory);
  }
  const record = (children: readonly Child[]) => {
    writeFileSync(file, JSON.stringify({ owner: process.pid, children: [...children] } satisfies Recorded));
  };
  record([]);
  return { record, release: () => rmSync(file, { force: true }) };
}

async function endLeftOver(pid: number, directory: string): Promise<void> {
  if (!isOurs(pid, directory)) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 3000 && isOurs(pid, directory); waited += 100) await sleep(100);
  if (isOurs(pid, directory)) process.kill(pid, 'SIGKILL');
}

function isOurs(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
  } catch {
    return false;
  }
}

/** Null where nothing is recorded, or nothing that can be read: a file that was cut off names nobody. */
function readRecord(file: string): Recorded | null {
  try {
    return recorded.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

export class AlreadyRunningError extends BaseError {
  override readonly name = 'AlreadyRunningError';
  override readonly kind = 'conflict';
  constructor(directory: string, pid: number) {
    super('A commons is already running from this folder.', {
      values: { directory, pid },
      hint: 'Use it, stop it first, or choose another folder with --directory DIR.',
    });
  }
}
