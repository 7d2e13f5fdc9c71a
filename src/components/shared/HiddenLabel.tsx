import { css } from '@emotion/css';
import React, { type PropsWithChildren } from 'react';

interface Props {
  htmlFor: string;
}

/** A label that only screen readers get, for controls in a list whose meaning their place shows. */
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
