import type { MongoConnection } from '@energy/engines/mongodb';
import { TARIFF_ATTRIBUTES, type Tariff, type TariffsReadModel } from '../tariffs.ts';
import type { Shape } from './collection-generation.ts';
import { ProjectedCollection } from './projected-collection.ts';

const SHAPE: Shape<Tariff> = {
  name: 'tariffs_1',
  attributes: TARIFF_ATTRIBUTES,
  indexes: [],
};

export class MongoTariffs extends ProjectedCollection<Tariff> implements TariffsReadModel {
  constructor(connection: MongoConnection) {
    super(connection, SHAPE);
  }
}
