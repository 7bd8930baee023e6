import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';

// Runs inside the sandbox before any job: node probe.ts <job directory>. Prints what the sandbox failed to hold.
const failures: string[] = [];
const interfaces = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
if (interfaces.length > 0) failures.push('the network can be seen');
if (canWrite(join(import.meta.dirname, 'probe.tmp'))) failures.push('the repository can be written');
if (!canWrite(join(process.argv[2] as string, 'probe.tmp'))) failures.push('the job directory cannot be written');
// bubblewrap itself sets the working directory's variable.
const variables = Object.keys(env).filter((name) => name !== 'PWD');
if (variables.length > 0) failures.push(`the environment holds ${variables.join(' ')}`);
process.stdout.write(JSON.stringify(failures));

function canWrite(path: string): boolean {
  try {
    writeFileSync(path, '');
    return true;
  } catch {
    return false;
  }
}
