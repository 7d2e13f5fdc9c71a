/**
 * jsdom lays nothing out, and Grafana's pickers draw only the lines that fit and measure their text on a canvas: gives
 * every element of a test file a size, text a width, and graphs a canvas on which nothing is drawn. Style sheets are left out of computed styles: jsdom takes
 * seconds for a page of Grafana's, once for every look-up by role.
 */
export function layOut(): void {
  // A person's clicks and keys, one by one, on a machine that does other things too.
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

/** Nothing is ever resized or scrolled into view. */
class NeverObserves {
  observe() {}
  unobserve() {}
  disconnect() {}
}

/** A path on a canvas that nobody sees. */
class NeverDraws {
  rect() {}
  moveTo() {}
  lineTo() {}
  arc() {}
  closePath() {}
  addPath() {}
}
