import { type Place, placeAt } from './complete';

it.each<[string, Place]>([
  ['', { kind: 'aggregator', typed: '' }],
  ['m=zi', { kind: 'aggregator', typed: 'zi' }],
  ['avg:', { kind: 'metric', typed: '' }],
  ['avg:ra', { kind: 'metric', typed: 'ra' }],
  ['avg:rate{cou', { kind: 'rate', typed: 'cou' }],
  ['avg:1m-', { kind: 'downsampler', typed: '' }],
  ['avg:auto-ma', { kind: 'downsampler', typed: 'ma' }],
  ['avg:1m-max-ga', { kind: 'fill', typed: 'ga' }],
  ['avg:1m-max:sys.cpu-x', { kind: 'metric', typed: 'sys.cpu-x' }],
  ['avg:sys.cpu{', { kind: 'tagKey', typed: '', metric: 'sys.cpu' }],
  ['avg:sys.cpu{host=*}{d', { kind: 'tagKey', typed: 'd', metric: 'sys.cpu' }],
  ['avg:sys.cpu{host=*,dc', { kind: 'tagKey', typed: 'dc', metric: 'sys.cpu' }],
  ['avg:sys.cpu{host=we', { kind: 'tagValue', typed: 'we', metric: 'sys.cpu', key: 'host', allowsFunction: true }],
  ['avg:sys.cpu{host=a|we', { kind: 'tagValue', typed: 'we', metric: 'sys.cpu', key: 'host', allowsFunction: false }],
  ['avg:m{host=regexp(a{2})}{d', { kind: 'tagKey', typed: 'd', metric: 'm' }],
  ['avg:m{host=regexp(a{2,3}),dc=g', { kind: 'tagValue', typed: 'g', metric: 'm', key: 'dc', allowsFunction: true }],
  ['avg:m{host=regexp(a{2', { kind: 'none', typed: '' }],
  ['avg:$m{', { kind: 'tagKey', typed: '', metric: '$m' }],
  ['avg:${m}{a=*}{b=*,', { kind: 'tagKey', typed: '', metric: '${m}' }],
  ['avg:"a:b"{h', { kind: 'tagKey', typed: 'h', metric: 'a:b' }],
  ['avg:${every}-', { kind: 'downsampler', typed: '' }],
  ['avg:rate{counter,5}:', { kind: 'metric', typed: '' }],
  ['avg:m{host=literal_or(we', { kind: 'tagValue', typed: 'we', metric: 'm', key: 'host', allowsFunction: false }],
])('at the end of %j', (text, place) => {
  expect(placeAt(text, text.length)).toEqual(place);
});
