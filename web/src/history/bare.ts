/** Is a text nothing but one to three emoji? Then it is shown large. */

const EMOJI = String.raw`(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*)`
const BARE = new RegExp(String.raw`^(?:${EMOJI}\s*){1,3}$`, 'u')

export const isBare = (text: string): boolean => BARE.test(text)
