import { act, renderHook } from '@testing-library/react';
import fc from 'fast-check';

import { useDraft } from './useDraft';

function open<T>(saved: T, options: Partial<Parameters<typeof useDraft<T>>[1]> = {}) {
  const committed: T[] = [];
  const { result, rerender } = renderHook(
    ({ value }) => useDraft(value, { onCommit: (one) => committed.push(one), ...options }),
    { initialProps: { value: saved } }
  );
  return {
    committed,
    latest: () => result.current,
    set: (value: T) => act(() => result.current.set(value)),
    commit: (value: T) => act(() => result.current.commit(value)),
    save: (value: T) => rerender({ value }),
  };
}

it('commits a choice once, though an older handler repeats it', () => {
  const { committed, latest, save } = open('');
  const older = latest();
  act(() => older.commit('os.cpu'));
  save('');
  act(() => older.commit('os.cpu'));
  save('os.cpu');
  act(() => older.commit('os.cpu'));
  expect(committed).toEqual(['os.cpu']);
});

it('commits every change of mind', () => {
  const { committed, commit, save } = open('avg');
  commit('sum');
  commit('avg');
  save('avg');
  commit('sum');
  expect(committed).toEqual(['sum', 'avg', 'sum']);
});

it('commits a choice again once something else has changed the value', () => {
  const { committed, commit, save } = open('avg');
  commit('sum');
  save('sum');
  save('max');
  commit('sum');
  expect(committed).toEqual(['sum', 'sum']);
});

it('keeps what is being typed while an earlier change comes back', () => {
  const { commit, set, save, latest } = open('');
  commit('a');
  set('ab');
  save('a');
  expect(latest().draft).toBe('ab');
});

it('is replaced by a change from outside', () => {
  const { set, save, latest } = open('a');
  set('ab');
  save('x');
  expect(latest().draft).toBe('x');
});

it('changes the newest draft, even by an older handler', () => {
  const { committed, latest, commit } = open<string[]>([]);
  const older = latest();
  commit(['a']);
  act(() => older.commit((now) => [...now, 'b']));
  expect(committed).toEqual([['a'], ['a', 'b']]);
});

it('keeps what is unfinished, and commits the rest', () => {
  const { committed, commit, latest, save } = open<string[]>([], {
    finish: (draft) => draft.filter(Boolean),
    rebase: (draft, _, saved) => [...saved, ...draft.filter((one) => one === '')],
  });
  commit(['a', '']);
  expect(committed).toEqual([['a']]);
  expect(latest().draft).toEqual(['a', '']);
  save(['a']);
  expect(latest().draft).toEqual(['a', '']);
  save(['x']);
  expect(latest().draft).toEqual(['x', '']);
});

type Step =
  | { kind: 'type'; text: string }
  | { kind: 'commit' }
  /** Saves changes; of several that are rendered together, only the newest. */
  | { kind: 'back'; skipped: number }
  | { kind: 'render' }
  | { kind: 'outside'; text: string };

const text = fc.stringMatching(/^[a-c]{0,3}$/);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('type' as const), text }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('commit' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('back' as const), skipped: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('render' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('outside' as const), text: fc.stringMatching(/^outside[a-c]$/) }),
  }
);

it('commits each change once and loses no keystroke, whenever changes come back, without a loop', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let renders = 0;
      let saved = '';
      const underWay: string[] = [];
      const committed: string[] = [];
      const { result, rerender } = renderHook(
        ({ value }) => {
          renders++;
          return useDraft(value, {
            onCommit: (one) => {
              committed.push(one);
              underWay.push(one);
            },
          });
        },
        { initialProps: { value: saved } }
      );
      let shown = '';
      // What was committed or came from outside last: committing it again does nothing.
      let settled = '';
      const expected: string[] = [];
      for (const one of steps) {
        switch (one.kind) {
          case 'type':
            act(() => result.current.set(one.text));
            shown = one.text;
            break;
          case 'commit':
            act(() => result.current.commit((draft) => draft));
            if (shown !== settled) {
              settled = shown;
              expected.push(shown);
            }
            break;
          case 'back':
            saved = underWay.splice(0, one.skipped + 1).pop() ?? saved;
            rerender({ value: saved });
            break;
          case 'render':
            rerender({ value: saved });
            break;
          case 'outside':
            // Grafana hands back nothing older than what it has.
            underWay.length = 0;
            if (one.text !== saved) {
              shown = one.text;
              settled = one.text;
            }
            saved = one.text;
            rerender({ value: saved });
            break;
        }
        expect(result.current.draft).toBe(shown);
        expect(result.current.isPending || shown === settled).toBe(true);
        expect(committed).toEqual(expected);
      }
      expect(renders).toBeLessThanOrEqual(3 * steps.length + 3);
    }),
    { numRuns: 300 }
  );
});
