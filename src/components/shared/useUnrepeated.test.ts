import { renderHook } from '@testing-library/react';

import { useUnrepeated } from './useUnrepeated';

function open(saved: string, valueOf = (choice: string) => choice) {
  const onChange = jest.fn<void, [string]>();
  const { result, rerender } = renderHook(({ value }) => useUnrepeated(value, onChange, valueOf), {
    initialProps: { value: saved },
  });
  return { onChange, latest: () => result.current, save: (value: string) => rerender({ value }) };
}

it('hands on one choice once, though an older handler is called again and again', () => {
  const { onChange, latest, save } = open('');
  const older = latest();
  older('os.cpu');
  save('');
  older('os.cpu');
  save('os.cpu');
  older('os.cpu');
  expect(onChange.mock.calls).toEqual([['os.cpu']]);
});

it('keeps what a choice meant the first time', () => {
  const meanings = ['os.cpu.typed'];
  const { onChange, latest, save } = open('', (choice) => meanings.pop() ?? choice);
  const older = latest();
  older('os.cpu');
  save('os.cpu.typed');
  older('os.cpu');
  expect(onChange.mock.calls).toEqual([['os.cpu.typed']]);
});

it('hands on every change of mind', () => {
  const { onChange, latest, save } = open('avg');
  latest()('sum');
  latest()('avg');
  save('avg');
  latest()('sum');
  expect(onChange.mock.calls).toEqual([['sum'], ['avg'], ['sum']]);
});

it('hands on a choice again once something else has changed the value', () => {
  const { onChange, latest, save } = open('avg');
  latest()('sum');
  save('sum');
  save('max');
  latest()('sum');
  expect(onChange).toHaveBeenCalledTimes(2);
});
