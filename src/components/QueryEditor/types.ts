import { type OpenTsdbDataSource } from '../../datasource';
import { type Server } from '../../metadata/types';
import { type OpenTsdbQuery } from '../../query/model';

/** What every section of the query editor gets. */
export interface SectionProps {
  query: OpenTsdbQuery;
  /** Changes some fields of the query, and runs it once all that was begun is finished. */
  change: (fields: Partial<OpenTsdbQuery>) => void;
  datasource: OpenTsdbDataSource;
  /** What the connected server can do. */
  server: Server;
}
