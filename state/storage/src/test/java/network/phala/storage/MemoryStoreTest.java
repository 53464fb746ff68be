package network.phala.storage;

class MemoryStoreTest extends KeyValueStoreConformance {
    @Override
    protected KeyValueStore open() {
        return new MemoryStore(COLUMNS);
    }
}
