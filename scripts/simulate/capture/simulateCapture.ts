import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Report } from '../bound.ts';
import { captureAgenda } from './agenda.ts';
import { captureAttesters } from './attesters.ts';
import { captureChambers } from './chambers.ts';
import { captureCourt } from './court.ts';
import { captureGroups } from './groups.ts';
import { captureVerifiers } from './verifiers.ts';

/** Every door by which few could take a commons, with the numbers of its genesis: what they can do, and what more would cost. */
export function simulateCapture(genesis: Genesis): readonly Report[] {
  const doors = [captureAttesters, captureVerifiers, captureGroups, captureChambers, captureAgenda, captureCourt];
  return doors.map((capture) => capture(genesis));
}
