import { type OpenTsdbDataSource } from '../../datasource';
import { type Server } from '../../metadata/types';
import { type OpenTsdbQuery } from '../../query/model';
import { type Problem } from '../../query/problems';

/** What every section of the query editor gets. */
export interface SectionProps {
  query: OpenTsdbQuery;
  /** Changes some fields of the query, and runs it where nothing is wrong with it. */
  change: (fields: Partial<OpenTsdbQuery>) => void;
  datasource: OpenTsdbDataSource;
  /** What the connected server can do. */
  server: Server;
  /** What is wrong with the query, shown at the control that it is about. */
  problems?: Problem[];
}
