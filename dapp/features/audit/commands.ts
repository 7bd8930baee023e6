/** Ways to check the commons without trusting this page; each is a command that anyone can run. */
export const CHECKS = [
  {
    title: 'A receipt',
    words: 'Recomputes the path from your text to the head on chain, and the promise of the node that took it.',
    command: 'npx tilth verify receipt.json',
  },
  {
    title: 'A deposit log',
    words: 'Fetches every batch, recomputes the tree, and compares each head with the chain.',
    command: 'npx tilth audit log 1',
  },
  {
    title: 'A run',
    words: 'Recomputes the corpus snapshot, the order that texts were drawn in, and whose text went into the adapter.',
    command: 'npx tilth audit run 1',
  },
] as const;
