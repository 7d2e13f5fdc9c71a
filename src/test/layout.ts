/**
 * Gives every element of a test file a size, text a width, and graphs a canvas: jsdom has no layout, but Grafana's pickers
 * render only the options that fit, and measure their text on a canvas. Style sheets are left out of computed styles: with a
 * page of Grafana's, jsdom takes seconds for every look-up by role.
 */
export function layOut(): void {
  // Simulated clicks and keys take long on a busy machine.
  jest.setTimeout(60_000);
  const size = { width: 400, height: 600 };
  const rect = { ...size, top: 0, left: 0, bottom: size.height, right: size.width, x: 0, y: 0 };
  const context = new Proxy({ measureText: (text: string) => ({ width: 8 * text.length }) } as object, {
    get: (known, name) => Reflect.get(known, name) ?? (() => context),
    set: () => true,
  });

  beforeAll(() => {
    window.IntersectionObserver = NeverObserves as unknown as typeof IntersectionObserver;
    window.ResizeObserver = NeverObserves;
    window.Path2D = NeverDraws as unknown as typeof Path2D;
    HTMLCanvasElement.prototype.getContext = (() => context) as unknown as HTMLCanvasElement['getContext'];
    jest.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ ...rect, toJSON: () => rect });
    jest.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(size.width);
    jest.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(size.height);
    jest.spyOn(window, 'getComputedStyle').mockImplementation((element) => (element as HTMLElement).style);
  });
  afterAll(() => jest.restoreAllMocks());
}

/** An observer whose callback is never called. */
class NeverObserves {
  observe() {}
  unobserve() {}
  disconnect() {}
}

/** A path that draws nothing. */
class NeverDraws {
  rect() {}
  moveTo() {}
  lineTo() {}
  arc() {}
  closePath() {}
  addPath() {}
}
