/** Sets of names that were joined, directly or through others (union-find). */
export type Groups = {
  /** The name that a group goes by: the least of those joined. */
  readonly nameOf: (name: string) => string;
  /** Puts two names into one group; false when they were in one already. */
  readonly join: (a: string, b: string) => boolean;
};

/** Creates groups in which every name is alone. */
export function createGroups(): Groups {
  const parents = new Map<string, string>();
  const nameOf = (name: string): string => {
    let root = name;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    for (let at = name; at !== root; ) {
      const next = parents.get(at) as string;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  return {
    nameOf,
    join: (a, b) => {
      const [first, second] = [nameOf(a), nameOf(b)];
      if (first === second) return false;
      if (first < second) parents.set(second, first);
      else parents.set(first, second);
      return true;
    },
  };
}
