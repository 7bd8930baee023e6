/** Work in small steps; it ends with what it made. Whoever runs it decides how many steps to do before others have their turn. */
export type Steps<T> = Generator<void, T>;

/** Does the work at one go. */
export function atOnce<T>(work: Steps<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
