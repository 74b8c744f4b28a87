import { readFile } from 'node:fs/promises';
import {
  type Configuration,
  errorMessage,
  filePath,
  optional,
  StartupError,
  toUtility,
  UTILITY_VARIABLES,
  type Utility,
  type Variable,
} from '@energy/service';
import { type Colour, contrast, MIN_TEXT_CONTRAST, mix } from './contrast.ts';

const MAX_LOGO_BYTES = 200_000;

/** Backgrounds of text in the pages' light and dark appearance, the most frequent first (`frontend/src/styles/theme.css`). */
const BACKGROUNDS = {
  light: ['#ffffff', '#f8fafc', '#f1f5f9'],
  dark: ['#1c1917', '#0c0a09', '#292524'],
} as const;
/** How much of its own colour a soft button has as its background. */
const TINT = 0.1;

export const BRANDING_VARIABLES = {
  ...UTILITY_VARIABLES,
  UTILITY_LOGO: optional(
    filePath({ description: 'The logo of the utility on all pages: an SVG or PNG file.' }),
  ),
  UTILITY_COLOUR: optional(
    colour('The colour of links and main buttons, in the light appearance.'),
  ),
  UTILITY_COLOUR_DARK: optional(
    colour('The same in the dark appearance. By default, a lighter tone of UTILITY_COLOUR.'),
  ),
};

export interface Logo {
  readonly content: Buffer;
  readonly type: 'image/svg+xml' | 'image/png';
  /** In pixels, such as 512x512, or any. */
  readonly sizes: string;
}

/** The appearance of a utility. What is missing stays the platform's own. */
export interface Branding extends Utility {
  readonly logo?: Logo | undefined;
  /** The main colour in the light and the dark appearance. */
  readonly colours?: { readonly light: Colour; readonly dark: Colour } | undefined;
}

/**
 * Loads a utility's appearance; `undefined` where none is configured.
 *
 * @throws StartupError for a colour that text would be hard to read in, and for a file that is no logo
 */
export async function loadBranding(
  configuration: Configuration<typeof BRANDING_VARIABLES>,
): Promise<Branding | undefined> {
  const { UTILITY_LOGO: logo } = configuration;
  const branding: Branding = {
    ...toUtility(configuration),
    logo: logo === undefined ? undefined : await loadLogo(logo),
    colours: coloursOf(configuration),
  };
  return Object.values(branding).some((part) => part !== undefined) ? branding : undefined;
}

function coloursOf({
  UTILITY_COLOUR: light,
  UTILITY_COLOUR_DARK: dark,
}: Configuration<typeof BRANDING_VARIABLES>): Branding['colours'] {
  if (light === undefined) {
    if (dark === undefined) return undefined;
    throw new StartupError('UTILITY_COLOUR_DARK needs UTILITY_COLOUR, for the light appearance.');
  }
  expectReadable('UTILITY_COLOUR', light, 'light');
  if (dark !== undefined) expectReadable('UTILITY_COLOUR_DARK', dark, 'dark');
  return { light, dark: dark ?? lightened(light) };
}

function expectReadable(variable: string, colour: Colour, appearance: 'light' | 'dark'): void {
  const unreadable = leastContrast(colour, appearance);
  if (unreadable.contrast >= MIN_TEXT_CONTRAST) return;
  const other = appearance === 'light' ? 'darker' : 'lighter';
  throw new StartupError(
    `${variable} is ${colour}, which has a contrast of ${unreadable.contrast.toFixed(1)} on the background ` +
      `${unreadable.background}. Text needs ${MIN_TEXT_CONTRAST}: choose a ${other} colour.`,
  );
}

/** The background on which a colour is hardest to read, with its contrast. */
function leastContrast(colour: Colour, appearance: 'light' | 'dark') {
  const soft = mix(BACKGROUNDS[appearance][0], colour, TINT);
  return [...BACKGROUNDS[appearance], soft]
    .map((background) => ({ background, contrast: contrast(colour, background) }))
    .reduce((least, each) => (each.contrast < least.contrast ? each : least));
}

/** The first tone between a colour and white that is readable in the dark appearance. */
function lightened(colour: Colour): Colour {
  const tones = Array.from({ length: 21 }, (_, step) => mix(colour, '#ffffff', step / 20));
  return tones.find((tone) => leastContrast(tone, 'dark').contrast >= MIN_TEXT_CONTRAST)!;
}

/** @throws StartupError if the file cannot be read, is too large, or is neither SVG nor PNG */
async function loadLogo(file: string): Promise<Logo> {
  const content = await readFile(file).catch((error: unknown) => {
    throw new StartupError(`UTILITY_LOGO: ${file} can't be read: ${errorMessage(error)}.`);
  });
  if (content.length > MAX_LOGO_BYTES) {
    throw new StartupError(
      `UTILITY_LOGO: ${file} has ${content.length} bytes; a logo has ${MAX_LOGO_BYTES} at most.`,
    );
  }
  if (content.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' && content.length > 24) {
    const sizes = `${content.readUInt32BE(16)}x${content.readUInt32BE(20)}`;
    return { content, type: 'image/png', sizes };
  }
  if (
    /^\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i.test(String(content))
  ) {
    return { content, type: 'image/svg+xml', sizes: 'any' };
  }
  throw new StartupError(`UTILITY_LOGO: ${file} must be an SVG or PNG image.`);
}

function colour(description: string): Variable<Colour> {
  const read = (value: string) => (/^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : undefined);
  return { description, expects: 'a colour such as #0f766e', default: undefined, read };
}
