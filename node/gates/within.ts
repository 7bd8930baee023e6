/** Waits for work a limited time, then gives something else; the work goes on. */
export async function within<T, E>(work: Promise<T>, milliseconds: number, otherwise: E): Promise<T | E> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<E>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
