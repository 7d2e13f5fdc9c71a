import React from 'react';
export function AlertingPage({ uid }: { uid: string }) {
  return <>{uid}</>;
}
