/// SCALE, the codec of Substrate: values to bytes and back, and the description of types that goes into metadata.
///
/// Start with [Scale#of]: one derivation from a record, sealed interface or enum gives the [Codec], which carries its
/// [TypeDef]. [Codecs] holds the primitive codecs and combinators. Nothing here does I/O.
@NullMarked
package network.phala.scale;

import org.jspecify.annotations.NullMarked;
