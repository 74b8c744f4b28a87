import type { EmbeddedDatabase } from '@energy/engines';
import { TARIFF_ATTRIBUTES, type Tariff, type TariffsReadModel } from '../tariffs.ts';
import { Columns } from './columns.ts';
import { ProjectedTable } from './projected-table.ts';
import type { TableOf } from './table.ts';

export const TARIFFS_TABLE: TableOf<Tariff> = {
  name: 'tariffs_1',
  columns: new Columns(TARIFF_ATTRIBUTES),
  indexes: { by_id: '(id)' },
};

export class SqliteTariffs extends ProjectedTable<Tariff> implements TariffsReadModel {
  constructor(db: EmbeddedDatabase) {
    super(db, TARIFFS_TABLE);
  }
}
