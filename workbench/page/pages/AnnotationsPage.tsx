import React from 'react';
export function AnnotationsPage({ uid }: { uid: string }) {
  return <>{uid}</>;
}
