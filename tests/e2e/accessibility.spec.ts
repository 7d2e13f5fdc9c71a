import { expect, test } from '@playwright/test';
import { violationsIn } from './accessibility';

/** A page of one button, dark on light once it has come to rest. */
const page = (style: string) => `
  <html lang="en"><title>Button</title>
  <style>@keyframes appear { from { color: #eee } }
  @keyframes turn { to { outline-offset: 1px } }
  button { background: #fff; color: #111 } ${style}</style>
  <main><h1>Button</h1><button>Preview</button></main></html>`;

for (const [change, style] of [
  ['a transition', 'button { transition: color 9s linear } button:disabled { transition: none; color: #eee }'],
  ['an animation', 'button { animation: appear 4s linear forwards }'],
]) {
  test(`a colour in the middle of ${change} is not judged`, async ({ page: browser }) => {
    await browser.setContent(page(style));
    await browser.getByRole('button').evaluate((button: HTMLButtonElement) => {
      button.disabled = true;
      button.getBoundingClientRect();
      button.disabled = false;
    });
    expect(await violationsIn(browser.getByRole('main'))).toEqual([]);
  });
}

test('a colour that stays is judged, whatever turns beside it', async ({ page: browser }) => {
  await browser.setContent(page('button { color: #bbb } main { animation: turn 1s infinite }'));
  expect(await violationsIn(browser.getByRole('main'))).toEqual(['color-contrast: <button>Preview</button>']);
});
