import { toHex } from 'viem';
import { declareCentroids } from '../../../protocol/embedding/centroids.ts';
import { embed, packVector } from '../../../protocol/embedding/embed.ts';

const TEXTS = [
  'The wheel of the mill turned all night.',
  'All night the mill turned its wheel.',
  'Öl, Ämter & Füße: straße, ἀρχή, 漢字',
  'A kiln is fired slowly.',
  'a',
  '',
  'Lord, hear the psalm of the shepherd and the lamb.',
  'Who kept the ferry when the river froze?',
  'The loom needs oil and patience, oil and patience.',
  'Pump, valve, gasket; then the pressure gauge.',
];

/** Texts with their packed embeddings, and the centroids that an expert over them declares. */
export function makeEmbedding() {
  return {
    texts: TEXTS.map((text) => ({ text, packed: toHex(packVector(embed(text))) })),
    centroids: { most: 4, packed: declareCentroids(TEXTS, 4).map((bytes) => toHex(bytes)) },
  };
}
