import { css } from '@emotion/css';
import React, { type PropsWithChildren } from 'react';

interface Props {
  htmlFor: string;
}

/** A label for screen readers only, for controls in a list whose position shows what they are. */
export function HiddenLabel({ htmlFor, children }: PropsWithChildren<Props>) {
  return (
    <label htmlFor={htmlFor} className={hidden}>
      {children}
    </label>
  );
}

const hidden = css({
  position: 'absolute',
  width: 1,
  height: 1,
  margin: -1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
});
