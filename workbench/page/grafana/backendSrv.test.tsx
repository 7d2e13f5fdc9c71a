import { requestUrl } from './backendSrv';

it('writes parameters into the address, lists by repeating their key, and leaves out what is missing', () => {
  const request = { url: '/api/x?a=1', params: { q: 'sys.cpu &', list: ['x', 'y'], none: undefined, zero: 0 } };
  expect(requestUrl(request, 'http://127.0.0.1:3300')).toBe(
    'http://127.0.0.1:3300/api/x?a=1&q=sys.cpu+%26&list=x&list=y&zero=0'
  );
});
