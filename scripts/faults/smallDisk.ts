import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** A file system of a few megabytes in a folder, or null where this account may not mount one. */
export function mountSmallDisk(folder: string, megabytes: number): { readonly unmount: () => void } | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return { unmount: () => execFileSync('umount', [folder], { stdio: 'ignore' }) };
}
