import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { language } from '../i18n/i18n.ts';

/** What the gateway writes into the document where a utility has configured its appearance. */
interface Branding {
  readonly name?: string;
  /** URL of the logo. */
  readonly logo?: string;
  readonly support?: Readonly<Record<string, string>>;
}

const META = 'meta[name="energy-branding"]';
const branding: Branding = JSON.parse(
  document.querySelector<HTMLMetaElement>(META)?.content ?? '{}',
);

/** The utility's name, logo and support text; without configuration, the platform's name. */
export function useBranding() {
  const { t } = useI18n();
  return {
    name: computed(() => branding.name ?? t('app.name')),
    logo: branding.logo,
    /** How clients reach the utility. */
    support: computed(() => branding.support?.[language.value]),
  };
}
