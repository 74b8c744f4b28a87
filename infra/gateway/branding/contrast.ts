/** A colour as #rrggbb. */
export type Colour = string;

type Channels = readonly [red: number, green: number, blue: number];

/** The least contrast of text by WCAG 2.2 AA (success criterion 1.4.3). */
export const MIN_TEXT_CONTRAST = 4.5;

/** The contrast ratio of two colours, from 1 to 21, as WCAG 2.2 defines it. */
export function contrast(one: Colour, other: Colour): number {
  const lighter = Math.max(luminance(one), luminance(other));
  const darker = Math.min(luminance(one), luminance(other));
  return (lighter + 0.05) / (darker + 0.05);
}

/**
 * Mixes two colours in sRGB.
 *
 * @param share of the second colour, from 0 to 1
 */
export function mix(one: Colour, other: Colour, share: number): Colour {
  const from = channelsOf(one);
  const to = channelsOf(other);
  const mixed = from.map((channel, index) => channel + (to[index]! - channel) * share);
  return `#${mixed.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: Colour): number {
  const [red, green, blue] = channelsOf(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(colour: Colour): Channels {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
