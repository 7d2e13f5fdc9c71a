import axe from 'axe-core';

/** Rules that need what jsdom lacks: layout and style sheets. */
const NEEDS_LAYOUT = ['color-contrast', 'target-size', 'scrollable-region-focusable'];

/** Rules for whole pages, whose landmarks are Grafana's, and for headings, whose levels are those of its plugin-ui. */
const BEYOND_US = ['region', 'heading-order'];

/** What axe finds amiss in an element, one line each: the rule, what to do, and where. */
export async function violationsIn(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: Object.fromEntries([...NEEDS_LAYOUT, ...BEYOND_US].map((rule) => [rule, { enabled: false }])),
  });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}
