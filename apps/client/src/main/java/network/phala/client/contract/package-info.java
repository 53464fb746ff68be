/// ink! contracts as their developers see them: `.contract` bundles of ink! 3, 4 and 5, arguments and answers.
///
/// Start with [ContractFile]; [ValueCodec] turns text or JSON into SCALE by the bundle's own type registry, and back.
@NullMarked
package network.phala.client.contract;

import org.jspecify.annotations.NullMarked;
