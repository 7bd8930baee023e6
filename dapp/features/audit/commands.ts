/** Ways to check the commons without trusting this page; each is a command that anyone can run from a clone. */
export const CHECKS = [
  {
    title: 'A deposit',
    words: 'Shows where a text stands: its log, its place, and whether it is anchored.',
    command: 'npx tilth deposit show sub:...',
  },
  {
    title: 'A deposit log',
    words: 'Fetches every batch, recomputes the tree, and compares each head with the chain.',
    command: 'npx tilth audit log LOG_ID',
  },
  {
    title: 'An adapter and its run',
    words: 'Recomputes the corpus snapshot, the order that texts were drawn in, and whose text went into the adapter.',
    command: 'npx tilth audit run MODEL_ID',
  },
] as const;
