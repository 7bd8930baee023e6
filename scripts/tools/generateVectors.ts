import { readFileSync, writeFileSync } from 'node:fs';
import { FOLDER, makeVectors } from './vectors/all.ts';

/** Writes the golden vectors; with `--check` says whether the files are what the code makes. */
const isCheck = process.argv.includes('--check');
for (const [name, text] of await makeVectors()) {
  const file = new URL(name, FOLDER);
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`protocol/vectors/${name} is not what the code makes: run node scripts/tools/generateVectors.ts`);
    process.exitCode = 1;
  }
}
