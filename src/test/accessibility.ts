import axe from 'axe-core';

/** Rules that need layout and style sheets, which jsdom doesn't have. */
const NEEDS_LAYOUT = ['color-contrast', 'target-size', 'scrollable-region-focusable'];

/** Rules for pages, whose landmarks are Grafana's, and for headings, whose levels are plugin-ui's. */
const NOT_OURS = ['region', 'heading-order'];

/** The violations that axe finds in an element: the rule, what to do, and where. */
export async function violationsIn(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: Object.fromEntries([...NEEDS_LAYOUT, ...NOT_OURS].map((rule) => [rule, { enabled: false }])),
  });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}
