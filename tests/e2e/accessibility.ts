import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';

/**
 * The violations that axe finds in a part of a page: the rule and the element. The page is checked after its transitions, as
 * colours during one, such as of a button that has just been enabled, aren't meant to have contrast.
 */
export async function violationsIn(part: Locator, exceptRules: string[] = []): Promise<string[]> {
  const page = part.page();
  const still = await page.addStyleTag({ content: '*, *::before, *::after { transition: none !important; }' });
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().endTime === Infinity)
  );
  await part.evaluate((element) => element.setAttribute('data-checked', ''));
  const { violations } = await new AxeBuilder({ page }).include('[data-checked]').disableRules(exceptRules).analyze();
  await part.evaluate((element) => element.removeAttribute('data-checked'));
  await still.evaluate((style: Element) => style.remove());
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
