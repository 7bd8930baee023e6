import type { Register } from '../../../protocol/manifest/register.ts';

/** What belongs into each register, for someone who chooses one for the first time. */
export const REGISTER_WORDS: Readonly<Record<Register, string>> = {
  narrative: 'Stories and accounts of what happened',
  conversational: 'Letters, chats, arguments, talk',
  technical: 'How a thing is built, kept or repaired',
  sacred: 'Prayers, rites, blessings',
  oral: 'Spoken testimony, written down',
  pedagogical: 'Lessons: how to learn or teach something',
  lyric: 'Poems and songs',
  other: 'Recipes, lists, minutes, anything else',
};
