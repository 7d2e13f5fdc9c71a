import { type OpenTsdbDataSource } from '../../datasource';
import { type Server } from '../../metadata/types';
import { type OpenTsdbQuery } from '../../query/model';
import { type Problem } from '../../query/problems';

/** What every section of the query editor gets. */
export interface SectionProps {
  query: OpenTsdbQuery;
  /** Changes some fields of the query, and runs it if it has no problem. */
  change: (fields: Partial<OpenTsdbQuery>) => void;
  datasource: OpenTsdbDataSource;
  /** What the connected server supports. */
  server: Server;
  /** The query's problems, each shown at its control. */
  problems?: Problem[];
}
