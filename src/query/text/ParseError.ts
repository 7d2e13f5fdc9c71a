/** Why a text isn't a query, and where: `offset` is in UTF-16 units from its start. */
export class ParseError extends Error {
  constructor(
    message: string,
    readonly offset: number,
    /** How many characters are wrong; at least 1, also at the very end. */
    readonly length = 1
  ) {
    super(message);
    this.name = 'ParseError';
  }
}
