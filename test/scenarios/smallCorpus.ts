import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WORDS: Readonly<Record<string, string>> = {
  narrative:
    'lantern harbour winter stranger letter cliff gull oar morning silence rope kitchen stair orchard widow barrel',
  technical:
    'valve pressure gasket torque sensor calibrate rotor bearing voltage clamp manual thread sealant gauge bolt relay',
  lyric: 'moon river sorrow petal ember tide hollow singing feather dusk marrow willow aching silver thistle hush',
  oral: 'well then grandmother said listen child they walked nobody knew the road old man laughed again so it was',
};

/** Writes a folder tree that nobody here has seen: a few registers, texts made of seeded words, one odd file each. */
export function writeSmallCorpus(directory: string, seed: number): string {
  let state = seed >>> 0;
  const next = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
  for (const [register, list] of Object.entries(WORDS)) {
    const words = list.split(' ');
    mkdirSync(join(directory, register), { recursive: true });
    for (let file = 0; file < 4; file += 1) {
      const sentences = Array.from({ length: 14 }, () => {
        const sentence = Array.from({ length: 6 + next(8) }, () => words[next(words.length)]).join(' ');
        return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
      });
      const mark = `The ${register} keeper number ${file} is named Quill${register}${file}x.`;
      writeFileSync(join(directory, register, `piece ${file}.txt`), `${sentences.join(' ')}\n${mark}\n`);
    }
  }
  writeFileSync(join(directory, 'lyric', 'broken.txt'), new Uint8Array([0xff, 0xfe, 0xfa, 0x41]));
  writeFileSync(join(directory, 'lyric', 'empty.txt'), '\n');
  return directory;
}
