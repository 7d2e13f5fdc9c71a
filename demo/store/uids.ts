/** OpenTSDB's unique ids: names are numbered in the order of their first use, and never removed. */
export class Uids {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];

  /** The number of a name, a new one if it has none. */
  assign(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) {
      return known;
    }
    this.names.push(name);
    this.numbers.set(name, this.names.length);
    return this.names.length;
  }

  get(name: string): number | undefined {
    return this.numbers.get(name);
  }

  name(number: number): string | undefined {
    return this.names[number - 1];
  }

  all(): readonly string[] {
    return this.names;
  }
}

/** A uid as OpenTSDB writes it: three bytes in hexadecimal. */
export function uidText(uid: number): string {
  return uid.toString(16).toUpperCase().padStart(6, '0');
}
