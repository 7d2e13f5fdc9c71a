import React from 'react';
export function VariablesPage({ uid }: { uid: string }) {
  return <>{uid}</>;
}
