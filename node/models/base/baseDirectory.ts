/** The folder of the base that ships with the repository. */
export const baseDirectory: string = import.meta.dirname;
