import { join } from 'node:path';

/** The folder of the base that ships with the repository. */
export const baseDirectory: string = join(import.meta.dirname, '../../../assets/base');
