type Sized = { readonly length: number };

/**
 * Merges lists so that each advances in step with its share of the whole: next comes the list that has given the smallest
 * part of itself, ties to the earlier list. Products stay exact below 2^53 for totals up to 50 million.
 */
export function interleave<T extends Sized>(lists: readonly (readonly T[])[]): T[] {
  const queues = lists
    .map((rows) => ({ rows, next: 0, given: 0, total: rows.reduce((sum, row) => sum + row.length, 0) }))
    .filter(({ total }) => total > 0);
  const count = queues.reduce((sum, { rows }) => sum + rows.length, 0);
  return Array.from({ length: count }, () => {
    const open = queues.filter((queue) => queue.next < queue.rows.length);
    const behind = open.reduce((best, queue) => (queue.given * best.total < best.given * queue.total ? queue : best));
    const row = behind.rows[behind.next] as T;
    behind.next += 1;
    behind.given += row.length;
    return row;
  });
}
