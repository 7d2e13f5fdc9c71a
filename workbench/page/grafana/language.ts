import i18next from 'i18next';
import { initPluginTranslations } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import { loadResources } from '@grafana/scenes';
import { fetchFile } from './pluginLoader';

/**
 * Loads the plugin's texts before the plugin runs, as Grafana does (public/app/features/plugins/addTranslationsToI18n.ts in
 * its source); English is in the plugin's own sources. Of Grafana's own components, only those of @grafana/scenes have
 * translations in their package: others stay English.
 */
export async function loadTexts(pluginId: string): Promise<void> {
  const { language } = config.bootData.user;
  await initPluginTranslations(pluginId);
  if (language !== 'en-US') {
    const texts = await (await fetchFile(`locales/${language}/${pluginId}.json`)).json();
    i18next.addResourceBundle(language, pluginId, texts, true, true);
    i18next.addResourceBundle(language, 'grafana-scenes', await loadResources(language), true, true);
    await i18next.changeLanguage(language);
  }
}
