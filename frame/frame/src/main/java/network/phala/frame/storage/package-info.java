/// Storage items of pallets and the ambient block state they read and write.
///
/// Start with [StorageValue] and [StorageMap]; [Externalities] is the state they work on, bound for the length of one
/// block or query by [Externalities#run].
@NullMarked
package network.phala.frame.storage;

import org.jspecify.annotations.NullMarked;
