/// The key-value port on RocksDB: see [RocksDbStore]. The only place where RocksDB appears.
@NullMarked
package network.phala.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
