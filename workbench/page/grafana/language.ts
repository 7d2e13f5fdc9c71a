import i18next from 'i18next';
import { type DataSourcePluginMeta } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { loadResources } from '@grafana/scenes';
import { fetchFile } from './pluginLoader';

/** The language of the plugin's sources: it needs no texts of its own. */
const sourceLanguage = 'en-US';

/**
 * Sets the language, and loads the plugin's texts in it before the plugin runs, as Grafana does
 * (public/app/features/plugins/addTranslationsToI18n.ts in its source). Of Grafana's own components, only those of
 * @grafana/scenes bring their texts: others stay English.
 */
export async function setLanguage(language: string, meta: DataSourcePluginMeta): Promise<void> {
  await initPluginTranslations(meta.id);
  if (language === sourceLanguage) {
    return;
  }
  const known = 'languages' in meta && Array.isArray(meta.languages) ? meta.languages : [];
  if (!known.includes(language)) {
    throw new Error(`The plugin has no texts in ${language}; it has ${known.join(', ') || 'none but English'}.`);
  }
  const texts = await (await fetchFile(`locales/${language}/${meta.id}.json`)).json();
  i18next.addResourceBundle(language, meta.id, texts, true, true);
  i18next.addResourceBundle(language, 'grafana-scenes', await loadResources(language), true, true);
  await i18next.changeLanguage(language);
}
